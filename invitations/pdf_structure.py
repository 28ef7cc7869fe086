"""The structure that PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) ask of a letter, looked up in the file itself.

Not all that these standards ask: what a template or a tool could break. Each rule names the clause that it comes from.
A file of letters is many documents one after another: `pages_each` tells how long each is.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf

from invitations import pdf_content
from invitations.pdf_content import Painted

# fmt: off
STANDARD = frozenset(
    {
        "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct",
        "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD",
        "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby",
        "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form",
    }
)
# fmt: on
"""Structure types of ISO 32000-1, 14.8.4."""
HEADINGS = {f"H{level}": level for level in range(1, 7)}
SCRIPTS = {"ar": ("\u0600", "\u06ff"), "ti": ("\u1200", "\u137f")}
"""Languages that are told by their letters: first and last of the block in Unicode."""
ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Rendition", "/Movie"})


UNREADABLE = (
    pikepdf.PdfError,
    OSError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    StopIteration,
    RuntimeError,
)
"""What a damaged file makes pikepdf and the walk through its objects raise."""


class NotReadable(Exception):
    """The file is no PDF that can be read. The message says what to do."""


@dataclass(frozen=True, order=True)
class Fault:
    """What does not hold: the page from 1, or 0 for the file as a whole; the rule's name; in words."""

    page: int
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{f'page {self.page}: ' if self.page else ''}{self.what} ({self.rule})"


@dataclass(frozen=True)
class Element:
    """One structure element: its standard type, the types above it, language, page, marked content, text for it."""

    kind: str
    above: tuple[str, ...]
    language: str
    page: int
    marked: tuple[tuple[int, int], ...]
    alt: str


@dataclass
class File:
    """An opened file and what is asked of it. `looked_at`: pages of which the content is read."""

    pdf: pikepdf.Pdf
    pages_each: int
    languages: Collection[str]
    looked_at: Collection[int]
    _fonts: dict[tuple[int, int], Mapping[int, str]] = field(default_factory=dict)

    @cached_property
    def root(self) -> Any:
        return self.pdf.Root

    @cached_property
    def numbers(self) -> Mapping[tuple[int, int], int]:
        """Page numbers from 1, by object."""
        return {page.obj.objgen: number for number, page in enumerate(self.pdf.pages, start=1)}

    @cached_property
    def elements(self) -> list[Element]:
        tree = self.root.get("/StructTreeRoot")
        if not isinstance(tree, pikepdf.Dictionary):
            return []
        roles = {str(key)[1:]: str(value)[1:] for key, value in tree.get("/RoleMap", pikepdf.Dictionary()).items()}
        return list(_elements(tree, roles, self.numbers, str(self.root.get("/Lang", ""))))

    @cached_property
    def contents(self) -> Mapping[int, list[Painted]]:
        return {number: list(pdf_content.painted(self.pdf.pages[number - 1])) for number in self.looked_at}

    def font(self, page: int, name: str) -> Any:
        resources = self.pdf.pages[page - 1].obj.get("/Resources", pikepdf.Dictionary())
        return resources.get("/Font", pikepdf.Dictionary()).get(name, pikepdf.Dictionary())

    def to_unicode(self, font: Any) -> Mapping[int, str]:
        """Read once for each font."""
        if font.objgen not in self._fonts:
            self._fonts[font.objgen] = pdf_content.to_unicode(font)
        return self._fonts[font.objgen]


def check(path: Path, *, pages_each: int = 0, languages: Collection[str] = (), looked_at: int = 0) -> list[Fault]:
    """Every fault, in the order of pages. Raises NotReadable.

    `pages_each`: pages of each letter, 0 for one document; `languages`: those that each must have blocks in beside its
    own; `looked_at`: read the content of so many pages from the first on (0: all). The tree is always read whole.
    """
    try:
        with pikepdf.open(path) as pdf:
            count = len(pdf.pages)
            pages = range(1, min(looked_at or count, count) + 1)
            file = File(pdf, pages_each or count, languages, pages)
            return sorted(Fault(page, name, what) for name, rule in RULES.items() for page, what in rule(file))
    except UNREADABLE as error:
        raise NotReadable(f"{path.name} is no PDF that can be read. Make it again.") from error


def _elements(
    tree: Any, roles: Mapping[str, str], numbers: Mapping[tuple[int, int], int], language: str
) -> Iterator[Element]:
    """Every element in reading order."""
    none_above: tuple[str, ...] = ()
    waiting = [(one, none_above, language, 0) for one in reversed(_children(tree))]
    seen: set[tuple[int, int]] = set()
    while waiting:
        node, above, language, page = waiting.pop()
        if node.is_indirect:
            if node.objgen in seen:
                raise ValueError("the structure tree is no tree")
            seen.add(node.objgen)
        kind = str(node.get("/S", ""))[1:]
        kind = roles.get(kind, kind)
        language = str(node.get("/Lang", language))
        page = numbers.get(node.Pg.objgen, page) if "/Pg" in node else page
        marked, inner = _split(_children(node), page, numbers)
        place = marked[0][0] if marked else page
        yield Element(kind, above, language, place, tuple(marked), str(node.get("/Alt", node.get("/ActualText", ""))))
        waiting += [(one, (*above, kind), language, place) for one in reversed(inner)]


def _children(node: Any) -> list[Any]:
    inside = node.get("/K")
    if inside is None:
        return []
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


def _split(
    children: list[Any], page: int, numbers: Mapping[tuple[int, int], int]
) -> tuple[list[tuple[int, int]], list[Any]]:
    """Marked content as page and number; elements below."""
    marked: list[tuple[int, int]] = []
    inner: list[Any] = []
    for child in children:
        if not isinstance(child, pikepdf.Dictionary):
            marked.append((page, int(child)))
        elif "/MCID" in child:
            on = numbers.get(child.Pg.objgen, page) if "/Pg" in child else page
            marked.append((on, int(child.MCID)))
        elif "/S" in child:
            inner.append(child)
    return marked, inner


Found = Iterator[tuple[int, str]]


def _marked(file: File) -> Found:
    """ISO 14289-1, 6.2 and 7.1; ISO 19005-2, 6.7.2."""
    info = file.root.get("/MarkInfo", pikepdf.Dictionary())
    if info.get("/Marked") is not True:
        yield 0, "The file does not say that it is tagged (MarkInfo)."
    if info.get("/Suspects") is True:
        yield 0, "The file says that its tags are doubtful (Suspects)."
    if not file.elements:
        yield 0, "The file has no structure tree."


def _title(file: File) -> Found:
    """ISO 14289-1, 7.1: a title in the metadata, shown in the window's bar."""
    with file.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        if not str(metadata.get("dc:title", "")).strip():
            yield 0, "The metadata has no title."
    if file.root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle") is not True:
        yield 0, "The title is not shown (DisplayDocTitle)."


def _identified(file: File) -> Found:
    """ISO 14289-1, 5; ISO 19005-2, 6.6.4."""
    with file.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield 0, "The metadata does not say PDF/UA-1."
        if (str(metadata.get("pdfaid:part", "")), str(metadata.get("pdfaid:conformance", ""))) != ("2", "A"):
            yield 0, "The metadata does not say PDF/A-2a."


def _language(file: File) -> Found:
    """ISO 14289-1, 7.2: a language for the whole; blocks in another language say theirs."""
    if not str(file.root.get("/Lang", "")):
        yield 0, "The file does not say its language."
    spoken: dict[int, set[str]] = {}
    for element in file.elements:
        if element.page and element.kind not in ("Document", "Div", "Figure"):
            spoken.setdefault((element.page - 1) // file.pages_each, set()).add(element.language)
    for document in range(-(-len(file.pdf.pages) // file.pages_each)):
        if missing := sorted(set(file.languages) - spoken.get(document, set())):
            yield document * file.pages_each + 1, f"No block says that it is in {', '.join(missing)}."


def _scripts(file: File) -> Found:
    """The same, by what is painted: letters of a script stand in blocks of its language."""
    owner = {place: element.language for element in file.elements for place in element.marked}
    for page, marks in file.contents.items():
        for mark in marks:
            text = _text(file, page, mark)
            for language, (first, last) in SCRIPTS.items():
                own = owner.get((page, mark.mcids[-1])) if mark.mcids else None
                if own != language and any(first <= letter <= last for letter in text):
                    yield page, f"Letters of {language} stand in a block of the language “{own}”."
                    return


def _text(file: File, page: int, mark: Painted) -> str:
    if not mark.font or mark.artifact:
        return ""
    font = file.font(page, mark.font)
    known = file.to_unicode(font)
    return "".join(known.get(code, "") for code in pdf_content.codes(font, mark.shown))


def _tagged(file: File) -> Found:
    """ISO 14289-1, 7.1: all content is marked, as an artifact or as content of the tree, and not as both."""
    owned = Counter(place for element in file.elements for place in element.marked)
    for page, marks in file.contents.items():
        bare = sum(not mark.mcids and not mark.artifact for mark in marks)
        if bare:
            yield page, f"{bare} marks are neither tagged nor artifacts."
        if any(mark.mcids and mark.artifact for mark in marks):
            yield page, "Something is tagged and an artifact at once."
        used = {(page, mcid) for mark in marks for mcid in mark.mcids}
        if loose := used - set(owned):
            yield page, f"{len(loose)} pieces of content belong to no structure element."
        if any(owned[place] > 1 for place in used):
            yield page, "A piece of content belongs to two structure elements."


def _kinds(file: File) -> Found:
    """ISO 14289-1, 7.1: every structure type is a standard one, or is mapped to one."""
    for element in file.elements:
        if element.kind not in STANDARD:
            yield element.page, f"The structure type {element.kind} is unknown."


def _nested(file: File) -> Found:
    """ISO 32000-1, 14.8.4.3: headings and paragraphs stand beside each other, not inside one another."""
    blocks = {"P", *HEADINGS}
    for element in file.elements:
        if element.kind in blocks and blocks & set(element.above):
            yield element.page, f"{element.kind} stands inside a heading or paragraph."


def _headings(file: File) -> Found:
    """ISO 14289-1, 7.4.2: from H1 on without skipping a level. One H1 for each letter is ours."""
    by_document: dict[int, list[tuple[int, int]]] = {}
    for element in file.elements:
        if level := HEADINGS.get(element.kind):
            by_document.setdefault((element.page - 1) // file.pages_each, []).append((element.page, level))
    for document in range(-(-len(file.pdf.pages) // file.pages_each)):
        found = by_document.get(document, [])
        if [level for _, level in found].count(1) != 1:
            yield document * file.pages_each + 1, "There must be one heading of level 1."
        before = 0
        for page, level in found:
            if level > before + 1:
                yield page, f"The heading levels jump from {before} to {level}."
            before = level


def _figures(file: File) -> Found:
    """ISO 14289-1, 7.3: a figure has a text in its place."""
    for element in file.elements:
        if element.kind in ("Figure", "Formula") and not element.alt.strip():
            yield element.page, f"A {element.kind.lower()} has no text in its place (Alt)."


def _fonts(file: File) -> Found:
    """ISO 14289-1, 7.21.4 and 7.21.7; ISO 19005-2, 6.2.11: embedded, and each character shown has a meaning."""
    for name, font in _used_fonts(file.pdf).items():
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield 0, f"The font {name} is not embedded."
        if "/ToUnicode" not in font:
            yield 0, f"The font {name} does not say which letters it shows (ToUnicode)."
    for page, marks in file.contents.items():
        for mark in marks:
            font = file.font(page, mark.font) if mark.font else None
            if font is not None and not _meant(file, font, mark.shown):
                yield page, "A character that is shown has no meaning in text (ToUnicode)."
                break


def _used_fonts(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Fonts by name, without the descendants of composite ones."""
    found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
    return {str(one.get("/BaseFont", "?"))[1:]: one for one in found if "/CIDSystemInfo" not in one}


def _meant(file: File, font: Any, shown: bytes) -> bool:
    known = file.to_unicode(font)
    return all(known.get(code, "\0").strip("\0\ufeff\ufffe") for code in pdf_content.codes(font, shown))


def _opaque(file: File) -> Found:
    """ISO 19005-2, 6.2.10 limits transparency; printers flatten it each in their way. Letters have none."""
    for one in file.pdf.objects:
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if one.get("/SMask", "/None") != "/None" or one.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
            yield 0, "There is a mask or blend mode: transparency."
        if any(float(one.get(key, 1)) < 1 for key in ("/ca", "/CA")):
            yield 0, "Something is drawn half transparent."


def _passive(file: File) -> Found:
    """ISO 19005-2, 6.5: no script or other action that runs."""
    for one in file.pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and (str(one.get("/S", "")) in ACTIONS or "/JS" in one or "/AA" in one):
            yield 0, "The file holds a script or an action."
    if "/OpenAction" in file.root or "/JavaScript" in file.root.get("/Names", pikepdf.Dictionary()):
        yield 0, "The file does something when it is opened."


def _alone(file: File) -> Found:
    """ISO 19005-2, 6.8: nothing is attached (PDF/A-2 allows other PDF/A; letters have none). Not locked (6.1.3)."""
    if "/EmbeddedFiles" in file.root.get("/Names", pikepdf.Dictionary()) or "/AF" in file.root:
        yield 0, "A file is attached."
    if any(isinstance(one, pikepdf.Dictionary) and "/EF" in one for one in file.pdf.objects):
        yield 0, "A file is attached."
    if file.pdf.is_encrypted:
        yield 0, "The file is locked with a password."


def _tabbed(file: File) -> Found:
    """ISO 14289-1, 7.18.3: tabs follow the structure."""
    for number, page in enumerate(file.pdf.pages, start=1):
        if page.obj.get("/Tabs") != "/S":
            yield number, "The tab order does not follow the structure (Tabs)."


def _coloured(file: File) -> Found:
    """ISO 19005-2, 6.2.3: what colours mean is told by a profile."""
    intents = file.root.get("/OutputIntents", [])
    if not any(one.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents):
        yield 0, "No colour profile says what the colours mean (OutputIntents)."


RULES: Mapping[str, Callable[[File], Found]] = {
    "marked": _marked,
    "title": _title,
    "identified": _identified,
    "language": _language,
    "scripts": _scripts,
    "tagged": _tagged,
    "kinds": _kinds,
    "nested": _nested,
    "headings": _headings,
    "figures": _figures,
    "fonts": _fonts,
    "opaque": _opaque,
    "passive": _passive,
    "alone": _alone,
    "tabbed": _tabbed,
    "coloured": _coloured,
}
"""By name: what each looks for, as page and words."""
