"""Code frames: what an open answer can be coded as. A study declares them in coding.yaml, or staff make them. Pure.

A question with options brings its own options as codes, so that "other, namely" can be coded back into them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exports import frame_faults as faults
from exports.columns import country_labels, country_number
from exports.declared import WronglyDeclared
from exports.frame_faults import CANNOT, LEXICON_NAMES, NOTHING, SECOND_SHARE, SPECIAL, column_names, twice
from surveys.engine.checks.names import is_open
from surveys.engine.countries import COUNTRIES
from surveys.engine.definition import Definition, Question
from surveys.engine.problems import Problem
from surveys.engine.text import Text

__all__ = ["CANNOT", "LEXICON_NAMES", "NOTHING", "SECOND_SHARE", "SPECIAL", "column_names"]


class FrameFault(WronglyDeclared):
    """A frame that cannot be used."""


@dataclass(frozen=True)
class FrameCode:
    """`value` is what datasets hold. `matches`: the lexicon's codes that are this one. `own`: the question's option."""

    code: str
    value: int
    label: Text
    definition: str = ""
    examples: tuple[str, ...] = ()
    matches: frozenset[str] = frozenset()
    own: bool = False


@dataclass(frozen=True)
class Frame:
    """The codes of one question. `options`: code for each of the question's own options, where those differ.

    `second_share` of the different texts, drawn with `seed`, is coded by a second person too.
    """

    question: str
    codes: tuple[FrameCode, ...]
    lexicon: str = ""
    several: bool = False
    second_share: float = SECOND_SHARE
    seed: int = 1
    options: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    @cached_property
    def by_code(self) -> Mapping[str, FrameCode]:
        return {one.code: one for one in self.codes}

    @cached_property
    def of_lexicon(self) -> Mapping[str, str]:
        """Code of the lexicon → code of the frame."""
        return {match: one.code for one in self.codes for match in one.matches}

    def allows(self, codes: Sequence[str]) -> bool:
        """Whether these may be the codes of one answer: known, as many as the frame takes, special ones alone."""
        known = all(code in self.by_code for code in codes) and len(set(codes)) == len(codes)
        alone = len(codes) == 1 or not set(codes) & set(SPECIAL)
        return bool(codes) and known and alone and (self.several or len(codes) == 1)


def open_questions(definitions: Sequence[Definition]) -> dict[str, Question]:
    """Questions with text to code, by name, of the newest edition that has them: texts, and "other, namely"."""
    found: dict[str, Question] = {}
    for definition in reversed(definitions):
        found |= {question.name: question for question in definition.questions.values() if is_open(question)}
    return found


def parse_frame(raw: Any, definitions: Sequence[Definition], version: int = 0) -> Frame:
    """A frame as the study's file or the page gives it, `definitions` newest first. Raises FrameFault."""
    problems = list(faults.of_form(raw))
    if problems:
        raise FrameFault(problems)
    question = open_questions(definitions).get(raw["question"])
    if question is None:
        raise FrameFault([faults.unknown_question(raw["question"])])
    problems = list(faults.of_codes(raw, question))
    if problems:
        raise FrameFault(problems)
    frame = _frame(raw, question, version)
    problems = list(faults.of_frame(frame, question, definitions))
    if problems:
        raise FrameFault(problems)
    return frame


def parse_frames(raw: Any, definitions: Sequence[Definition]) -> tuple[Frame, ...]:
    """All frames of a study's coding.yaml. Raises FrameFault with every fault of every frame."""
    listed = raw.get("coding") if isinstance(raw, dict) else None
    if not isinstance(listed, list):
        raise FrameFault([faults.no_list()])
    frames: list[Frame] = []
    problems: list[Problem] = []
    for one in listed:
        try:
            frames.append(parse_frame(one, definitions))
        except FrameFault as fault:
            problems += fault.problems
    names = [frame.question for frame in frames]
    problems += map(faults.two_frames, twice(names))
    if problems:
        raise FrameFault(problems)
    return tuple(frames)


def _frame(raw: Mapping[str, Any], question: Question, version: int) -> Frame:
    lexicon = raw.get("lexicon", "")
    of_places = faults.of_places(raw)
    codes = [*_places(lexicon), *_declared(raw)] if of_places else list(_own_and_declared(raw, question))
    return Frame(
        question=question.name,
        codes=(*codes, *_special()),
        lexicon=lexicon,
        several=raw.get("several", question.type == "multi"),
        second_share=float(raw.get("second_share", SECOND_SHARE)),
        seed=raw.get("seed", 1),
        options={str(option): str(code) for option, code in raw.get("options", {}).items()},
        version=version,
    )


def _special() -> Iterator[FrameCode]:
    for code, (value, nl, en) in SPECIAL.items():
        yield FrameCode(code, value, Text({"nl": nl, "en": en}))


def _places(lexicon: str) -> Iterator[FrameCode]:
    if lexicon == "country":
        for code in sorted(COUNTRIES):
            value = country_number(code)
            label = Text(
                {
                    language: country_labels(language)[value]
                    for language in ("nl", "en")
                    if value in country_labels(language)
                }
            )
            yield FrameCode(code, value, label, matches=frozenset({code}))
        return
    from surveys.place_order import municipality_names

    for code, name in municipality_names().items():
        yield FrameCode(code, int(code.removeprefix("GM")), Text({"nl": name, "en": name}), matches=frozenset({code}))


def _own_and_declared(raw: Mapping[str, Any], question: Question) -> Iterator[FrameCode]:
    declared = {one["code"]: one for one in raw.get("codes", [])}
    for option in question.options:
        if option.code != "other" and option.value is not None:
            yield _code(declared.pop(option.code, {"code": option.code}), option.value, option.label, own=True)
    yield from _declared({"codes": list(declared.values())})


def _declared(raw: Mapping[str, Any]) -> Iterator[FrameCode]:
    for one in raw.get("codes", []):
        yield _code(one, one["value"], Text({language: one["label"][language] for language in ("nl", "en")}), own=False)


def _code(one: Mapping[str, Any], value: int, label: Text, *, own: bool) -> FrameCode:
    return FrameCode(
        one["code"],
        value,
        label,
        str(one.get("definition", "")),
        tuple(map(str, one.get("examples", ()))),
        frozenset(map(str, one.get("matches", ()))),
        own,
    )
