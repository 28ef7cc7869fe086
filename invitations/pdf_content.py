"""What a PDF page paints, and as what: marked content, artifacts, text with its font. Reads the content stream."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_PAINT = _TEXT | {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
_RANGES = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


@dataclass(frozen=True)
class Painted:
    """One mark on the page. `mcids` of the marked content around it, outermost first; `artifact`: no part of the text.

    `font`: name in the page's resources, with the bytes that are shown; "" where it is no text.
    """

    operator: str
    mcids: tuple[int, ...]
    artifact: bool
    font: str = ""
    shown: bytes = b""


@dataclass
class _State:
    around: list[tuple[int | None, bool]] = field(default_factory=list)
    font: str = ""
    fonts: list[str] = field(default_factory=list)


def painted(page: pikepdf.Page) -> Iterator[Painted]:
    """Every mark in the order of the stream. Raises pikepdf.PdfError where it cannot be read."""
    state = _State()
    named = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Properties", pikepdf.Dictionary())
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in _PAINT:
            yield _mark(operator, instruction.operands, state)
        else:
            _step(operator, instruction.operands, state, named)


def _step(operator: str, operands: Any, state: _State, named: Any) -> None:
    if operator in ("BDC", "BMC"):
        state.around.append((_mcid(operands, named), str(operands[0]) == "/Artifact"))
    elif operator == "EMC" and state.around:
        state.around.pop()
    elif operator == "Tf":
        state.font = str(operands[0])
    elif operator == "q":
        state.fonts.append(state.font)
    elif operator == "Q" and state.fonts:
        state.font = state.fonts.pop()


def _mcid(operands: Any, named: Any) -> int | None:
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        properties = named.get(str(properties))
    if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
        return int(properties["/MCID"])
    return None


def _mark(operator: str, operands: Any, state: _State) -> Painted:
    mcids = tuple(mcid for mcid, _ in state.around if mcid is not None)
    artifact = any(one for _, one in state.around)
    if operator not in _TEXT:
        return Painted(operator, mcids, artifact)
    return Painted(operator, mcids, artifact, state.font, _shown(operands))


def _shown(operands: Any) -> bytes:
    found = operands[-1]
    pieces = found if isinstance(found, pikepdf.Array) else [found]
    return b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))


def codes(font: Any, shown: bytes) -> list[int]:
    """Character codes: two bytes each in composite fonts (Identity-H), else one."""
    size = 2 if font.get("/Subtype") == "/Type0" else 1
    return [int.from_bytes(shown[at : at + size], "big") for at in range(0, len(shown), size)]


def to_unicode(font: Any) -> Mapping[int, str]:
    """The text of each code, by the font's ToUnicode map; empty where it has none (ISO 32000-1, 9.10.3)."""
    stream = font.get("/ToUnicode")
    if not isinstance(stream, pikepdf.Stream):
        return {}
    found: dict[int, str] = {}
    for kind, body in _RANGES.findall(stream.read_bytes()):
        tokens = _HEX.findall(body)
        found |= _chars(tokens) if kind == b"char" else _ranges(tokens)
    return found


Token = tuple[bytes, bytes, bytes]


def _chars(tokens: list[Token]) -> dict[int, str]:
    values = [one[0] for one in tokens]
    return {_number(code): _text(text) for code, text in zip(values[::2], values[1::2], strict=False)}


def _ranges(tokens: list[Token]) -> dict[int, str]:
    found: dict[int, str] = {}
    rest = iter(tokens)
    for first in rest:
        low, high = _number(first[0]), _number(next(rest)[0])
        start = next(rest)
        if start[1]:
            found |= {code: _text(next(rest)[0]) for code in range(low, high + 1)}
            next(rest)
        else:
            text = _text(start[0])
            found |= {code: text[:-1] + chr(ord(text[-1]) + code - low) for code in range(low, high + 1)}
    return found


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", errors="replace")
