"""Codes of open answers as variables beside the answers, which stay as they are. Pure.

A text gives `<question>_coded`, or a 0/1 variable per code where there can be several. A question with options gives
its whole answer again, with "other, namely" as the code of what was typed. `<question>_coded_by` tells who coded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from exports.code_frames import Frame, FrameCode
from exports.coding_state import By
from exports.columns import Column, option_values
from exports.values import Row, Value
from surveys.ddi_variables import joined
from surveys.engine.answers import Answer, Choice, Choices
from surveys.engine.cell_words import YES_NO
from surveys.engine.definition import Definition, Question
from surveys.engine.missing import Missing
from surveys.engine.text import Text

BY_LABELS: Mapping[int, Text] = {
    By.NOBODY: Text({"nl": "Nog niet gecodeerd", "en": "Not coded yet"}),
    By.AUTOMATIC: Text({"nl": "Door het programma", "en": "By the program"}),
    By.ONE: Text({"nl": "Door één codeur", "en": "By one coder"}),
    By.AGREED: Text({"nl": "Door twee codeurs, gelijk", "en": "By two coders who agreed"}),
    By.ADJUDICATED: Text({"nl": "Door twee codeurs, na besluit", "en": "By two coders, decided"}),
}
CODED = Text({"nl": "gecodeerd (codeboek versie {version})", "en": "coded (code frame version {version})"})
BY = Text({"nl": "door wie gecodeerd", "en": "who coded it"})
OTHER = "other"
PART = "coded"
"""`Column.part` of these variables."""


@dataclass(frozen=True)
class Settled:
    """Codes of one open answer that stand, and who gave them. () where nobody did, or coders still differ."""

    codes: tuple[str, ...]
    by: int


Codes = Mapping[str, Settled]
"""By question, of one interview."""


@dataclass(frozen=True)
class Part:
    """What one coded variable holds: `code` of a set, '' for the one code, `by` for who coded."""

    frame: Frame
    column: Column
    code: str = ""
    by: bool = False


@dataclass(frozen=True)
class Coded:
    """The coded variables of a dataset."""

    parts: tuple[Part, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Part]:
        return {part.column.name: part for part in self.parts}

    def beside(self, asked: Sequence[Column]) -> tuple[Column, ...]:
        """All columns, the coded ones behind the last column of their question."""
        last = {column.question: place for place, column in enumerate(asked) if column.question}
        found: list[Column] = []
        for place, column in enumerate(asked):
            found.append(column)
            if last.get(column.question) == place:
                found += (part.column for part in self.parts if part.frame.question == column.question)
        return tuple(found)

    def value(self, column: Column, row: Row, codes: Codes) -> Value:
        return _value(self.by_name[column.name], row, codes)


def coded(frames: Iterable[Frame], definitions: Sequence[Definition]) -> Coded:
    """The coded variables of these frames, over editions, newest first."""
    parts: list[Part] = []
    for frame in frames:
        asked = [one.questions[frame.question] for one in definitions if frame.question in one.questions]
        if asked:
            parts += _parts(frame, asked)
    return Coded(tuple(parts))


def _parts(frame: Frame, asked: Sequence[Question]) -> Iterable[Part]:
    newest, name = asked[0], f"{frame.question}_coded"
    label = joined(newest.short_label or newest.label, _of_version(frame.version))
    if frame.several:
        for code, words in _each(frame, asked).items():
            yield Part(frame, _column(frame, f"{name}_{code}", joined(label, words), YES_NO, name), code)
    else:
        yield Part(frame, _column(frame, name, label, _labels(frame, asked)))
    yield Part(frame, _column(frame, f"{name}_by", joined(newest.short_label or newest.label, BY), BY_LABELS), by=True)


def _of_version(version: int) -> Text:
    return Text({language: words.format(version=version) for language, words in CODED.by_language.items()})


def _column(frame: Frame, name: str, label: Text, values: Mapping[int, Text], set_name: str = "") -> Column:
    return Column(
        name,
        label,
        values={int(value): words for value, words in values.items()} if values is not YES_NO else values,
        question=frame.question,
        part=PART,
        set_name=set_name,
    )


def _each(frame: Frame, asked: Sequence[Question]) -> dict[str, Text]:
    """Codes of a set with their words; a question with options keeps its "other" for what is not coded yet."""
    words = {one.code: one.label for one in frame.codes}
    others = [question.by_code[OTHER].label for question in asked if OTHER in question.by_code]
    return {**words, **({OTHER: others[0]} if others else {})}


def _labels(frame: Frame, asked: Sequence[Question]) -> dict[int, Text]:
    """Values and words; options of every edition, where the frame has the question's own options as codes."""
    found: dict[int, Text] = {}
    if not frame.options:
        for question in reversed(asked):
            found |= option_values(question.options)
    return found | {one.value: one.label for one in frame.codes}


def _value(part: Part, row: Row, codes: Codes) -> Value:
    cell = row.cells.get(part.frame.question, Missing.NOT_INCLUDED)
    if isinstance(cell, Missing):
        return int(cell)
    typed = _typed(cell)
    settled = codes.get(part.frame.question, Settled((), By.NOBODY)) if typed else None
    if part.by:
        return int(Missing.NOT_ASKED) if settled is None else settled.by
    if part.code:
        return _in_set(part, cell, settled)
    return _single(part.frame, cell, row, settled)


def _typed(cell: Answer) -> bool:
    """Whether there is a text to code: a text question's answer is one."""
    return bool(cell.other) if isinstance(cell, Choice | Choices) else True


def _single(frame: Frame, cell: Answer, row: Row, settled: Settled | None) -> int:
    if settled and settled.codes:
        return _number(frame, settled.codes[0], row)
    if isinstance(cell, Choice):
        code = frame.options.get(cell.code, cell.code)
        return _number(frame, code, row) if code in frame.by_code else _as_given(frame, cell, row)
    return int(Missing.UNKNOWN)


def _as_given(frame: Frame, cell: Choice, row: Row) -> int:
    """ "Other" that is not coded keeps its own value, where the frame holds the question's own options."""
    option = row.definition.questions[frame.question].by_code.get(cell.code)
    known = option is not None and option.value is not None and not frame.options
    return option.value if known and option else int(Missing.UNKNOWN)  # type: ignore[return-value]


def _number(frame: Frame, code: str, row: Row) -> int:
    """The code's value; of the question's own option that of the edition that was answered."""
    kept: FrameCode = frame.by_code[code]
    option = row.definition.questions[frame.question].by_code.get(code) if kept.own else None
    return option.value if option is not None and option.value is not None else kept.value


def _in_set(part: Part, cell: Answer, settled: Settled | None) -> int:
    given = set(settled.codes) if settled else set()
    if isinstance(cell, Choices):
        return int(part.code in _ticked(cell, given))
    return int(part.code in given) if given else int(Missing.UNKNOWN)


def _ticked(cell: Choices, given: set[str]) -> set[str]:
    """Ticks and codes together; "other" stays ticked only while its text is not coded."""
    return set(cell.codes) - {OTHER} | given if given else set(cell.codes)
