"""XLIFF 1.2 in and out; docs/decisions/0042 says why this version. Pure."""

import re
import xml.etree.ElementTree as Tree
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.exchange.rows import LARGEST_FILE, MOST_ROWS, Package, Row, Unreadable
from surveys.text_states import MISSING, STALE, UNRECORDED

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
TOOL = "inburgerstem"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DEEPEST = 50
MOST_ELEMENTS = 400_000

WRITTEN = {
    MISSING: ("needs-translation", ""),
    STALE: ("needs-translation", "fuzzy-match"),
    UNRECORDED: ("needs-review-translation", ""),
    "translated": ("translated", ""),
    "reviewed": ("signed-off", ""),
    "adjudicated": ("final", ""),
    "tested": ("final", "x-tested"),
}
"""Our states as state and state-qualifier. A program that says `final` has not tested on respondents: adjudicated."""

READ = {pair: state for state, pair in WRITTEN.items()} | {
    ("new", ""): MISSING,
    ("needs-adaptation", ""): UNRECORDED,
    ("needs-l10n", ""): UNRECORDED,
    ("needs-review-adaptation", ""): UNRECORDED,
    ("needs-review-l10n", ""): UNRECORDED,
}

NOTES = {"context": "context", "english": "english", "glossary": "glossary", "comments": "comments", "back": "back"}
"""Fields of a row by what stands before the name of the field in a note's `from`."""

ILLEGAL = "\x00-\x08\x0b-\x1f\ufffe\uffff"
"""Characters that XML cannot hold, and the carriage return, which it turns into a line feed."""
PIECE = re.compile(rf"(\{{[^{{}}{ILLEGAL}]*\}}|[{ILLEGAL}])")
BY_NUMBER = re.compile(r"U\+([0-9A-F]{4})")
GUIDE = (
    "Translate each text into the target language. Names in braces, such as {minutes}, are filled in later: keep them "
    "as they are. Set the state of a text when it is done. Do not change the ids or the source texts."
)


def write_xliff(package: Package) -> bytes:
    """The package as XLIFF 1.2 in UTF-8; the same package gives the same bytes."""
    root = Tree.Element("xliff", {"xmlns": NAMESPACE, "version": "1.2"})
    file = _add(root, "file", **_about(package))
    header = _add(file, "header")
    _add(header, "tool", **{"tool-id": TOOL, "tool-name": "Inburgerstem"})
    _add(header, "note", GUIDE)
    body = _add(file, "body")
    body.text = "\n"
    for row in package.rows:
        _unit(body, row).tail = "\n"
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _about(package: Package) -> dict[str, str]:
    return {
        "original": package.study,
        "source-language": package.source,
        "target-language": package.language,
        "datatype": "plaintext",
        "tool-id": TOOL,
        "product-name": package.study,
        "product-version": str(package.revision),
    }


def _unit(body: Tree.Element, row: Row) -> Tree.Element:
    approved = "yes" if row.state in ("adjudicated", "tested") else ""
    unit = _add(body, "trans-unit", id=row.id, resname=_legal(row.place), approved=approved)
    unit.set(SPACE, "preserve")
    _write_text(_add(unit, "source"), row.source, row.source)
    state, qualifier = WRITTEN.get(row.state, ("", ""))
    _write_text(_add(unit, "target", state=state, **{"state-qualifier": qualifier}), row.translation, row.source)
    for name, field in NOTES.items():
        if text := getattr(row, field):
            _add(unit, "note", text, **{"from": f"{TOOL}:{name}"})
    if row.remark:
        _add(unit, "note", row.remark)
    return unit


def _add(parent: Tree.Element, name: str, text: str = "", /, **attributes: str) -> Tree.Element:
    """A child element; attributes that are '' are left out."""
    element = Tree.SubElement(parent, name, {key: value for key, value in attributes.items() if value})
    element.text = _legal(text) or None
    return element


def _legal(text: str) -> str:
    """For notes and names: other signs in the place of those that XML cannot hold."""
    return re.sub(f"[{ILLEGAL}]", "\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _write_text(element: Tree.Element, text: str, source: str) -> None:
    """Names in braces become inline codes that programs protect; signs that XML cannot hold stand by number."""
    numbers = _numbers(source, text)
    last: Tree.Element | None = None
    for place, piece in enumerate(PIECE.split(text)):
        if place % 2:
            last = _code(element, next(numbers), piece)
        elif last is None:
            element.text = piece or None
        else:
            last.tail = piece or None


def _numbers(source: str, text: str) -> Iterator[str]:
    """The id of each code of the text: that of the same code in the source, whatever the order; else a new one."""
    known = PIECE.findall(source)
    free = list(range(len(known)))
    for further, piece in enumerate(PIECE.findall(text), start=len(known) + 1):
        same = next((place for place in free if known[place] == piece), None)
        if same is not None:
            free.remove(same)
        yield str(further if same is None else same + 1)


def _code(element: Tree.Element, number: str, piece: str) -> Tree.Element:
    if piece.startswith("{"):
        return _add(element, "ph", piece, id=number, ctype="x-name", **{"equiv-text": piece})
    return _add(element, "x", id=number, ctype="x-char", **{"equiv-text": f"U+{ord(piece):04X}"})


def read_xliff(data: bytes) -> tuple[Package, ...]:
    """A package for each <file>. Raises Unreadable; no entity is ever resolved."""
    if len(data) > LARGEST_FILE:
        raise Unreadable("too_large")
    root = _parsed(data)
    if root.tag != f"{{{NAMESPACE}}}xliff":
        raise Unreadable("not_xliff_12")
    found = tuple(_package(file) for file in root.iter(f"{{{NAMESPACE}}}file"))
    if not any(package.rows for package in found):
        raise Unreadable("no_texts")
    return found


class _Careful(Tree.TreeBuilder):
    """Builds the tree of a document without a document type, so without entities, and of measured size."""

    depth = elements = units = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise Unreadable("doctype")

    def start(self, tag: str, attrs: Any) -> Tree.Element:
        self.depth += 1
        self.elements += 1
        self.units += tag.endswith("}trans-unit")
        if self.units > MOST_ROWS or self.elements > MOST_ELEMENTS:
            raise Unreadable("too_many_rows", limit=MOST_ROWS)
        if self.depth > DEEPEST:
            raise Unreadable("too_deep")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Tree.Element:
        self.depth -= 1
        return super().end(tag)


def _parsed(data: bytes) -> Tree.Element:
    parser = Tree.XMLParser(target=_Careful())  # noqa: S314 - the target refuses document types, so entities too
    try:
        parser.feed(data)
        root = parser.close()
    except Tree.ParseError as error:
        raise Unreadable("not_well_formed", line=error.position[0]) from error
    except (ValueError, LookupError) as error:  # encodings that expat does not know
        raise Unreadable("not_well_formed", line=1) from error
    if not isinstance(root, Tree.Element):
        raise Unreadable("not_well_formed", line=1)
    return root


def _package(file: Tree.Element) -> Package:
    version = file.get("product-version", "")
    units = enumerate(file.iter(f"{{{NAMESPACE}}}trans-unit"), start=1)
    return Package(
        study=file.get("original", ""),
        source=file.get("source-language", ""),
        language=file.get("target-language", ""),
        rows=tuple(_row(unit, number) for number, unit in units),
        revision=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
    )


def _row(unit: Tree.Element, number: int) -> Row:
    source, target = unit.find(f"{{{NAMESPACE}}}source"), unit.find(f"{{{NAMESPACE}}}target")
    codes = _codes(source)
    return Row(
        id=unit.get("id", ""),
        source=_read_text(source, codes),
        translation=_read_text(target, codes),
        state="" if target is None else state_of(target.get("state", ""), target.get("state-qualifier", "")),
        place=unit.get("resname", ""),
        where=str(number),
        **_notes(unit),
    )


def state_of(state: str, qualifier: str) -> str:
    """Our state; the file's own word where it is none of the standard's; '' where there is none."""
    return READ.get((state, qualifier)) or READ.get((state, "")) or state


def _notes(unit: Tree.Element) -> dict[str, str]:
    """Our own notes by field; what others wrote is a remark."""
    fields: dict[str, str] = {}
    remarks: list[str] = []
    for note in unit.findall(f"{{{NAMESPACE}}}note"):
        tool, _, name = note.get("from", "").partition(":")
        text = "".join(note.itertext())
        if tool == TOOL and name in NOTES:
            fields[NOTES[name]] = text
        elif text.strip():
            remarks.append(text)
    return fields | {"remark": "\n".join(remarks)}


def _codes(source: Tree.Element | None) -> Mapping[str, str]:
    """What the inline codes of the source stand for: programs may send back no more than their ids."""
    inside = source.iter() if source is not None else ()
    return {code.get("id", ""): _own_text(code) for code in inside if code is not source and _own_text(code)}


def _own_text(code: Tree.Element) -> str:
    number = BY_NUMBER.fullmatch(code.get("equiv-text", ""))
    if code.get("ctype") == "x-char" and number:
        return chr(int(number[1], 16))
    return code.text or code.get("equiv-text") or ""


def _read_text(element: Tree.Element | None, codes: Mapping[str, str]) -> str:
    return "".join(_pieces(element, codes)) if element is not None else ""


def _pieces(element: Tree.Element, codes: Mapping[str, str]) -> Iterator[str]:
    """Text with its inline elements: marks and groups are seen through, codes are what they stand for."""
    yield element.text or ""
    for child in element:
        if child.tag in EMPTY or (child.tag in CODES and not len(child) and not child.text):
            yield _own_text(child) or codes.get(child.get("id", ""), "")
        else:
            yield from _pieces(child, codes)
        yield child.tail or ""


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{{{NAMESPACE}}}{name}" for name in names)


EMPTY = _names(("x", "bx", "ex"))
CODES = _names(("ph", "it", "bpt", "ept"))
