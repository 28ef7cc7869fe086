"""Code frames: what an open answer can be coded as. A study declares them in coding.yaml, or staff make them. Pure.

A question with options brings its own options as codes, so that "other, namely" can be coded back into them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exports.columns import columns_of, country_labels, country_number
from surveys.engine.countries import COUNTRIES
from surveys.engine.definition import Definition, Question
from surveys.engine.text import Text

CANNOT, NOTHING = "cannot", "nothing"
SPECIAL: Mapping[str, tuple[int, str, str]] = {
    CANNOT: (997, "Kan niet worden gecodeerd", "Cannot be coded"),
    NOTHING: (998, "Geen antwoord op de vraag", "No answer to the question in it"),
}
"""Codes of every frame. They are chosen alone."""
HIGHEST = 996
RESERVED = frozenset({"by", "other", *SPECIAL})
NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")
LONGEST_COLUMN = 32
"""Characters that Stata holds of a variable's name."""
LEXICON_NAMES = ("", "country", "municipality", "permit", "residence")
KEYS = frozenset({"question", "lexicon", "several", "second_share", "seed", "options", "codes"})
CODE_KEYS = frozenset({"code", "value", "label", "definition", "examples", "matches"})
SECOND_SHARE = 0.2
"""Share of texts that a second coder gets where the frame does not say: the field's usual 10 to 25%."""


class FrameFault(ValueError):
    """A frame that cannot be used. `problems` says of each fault where it is and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


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
        wanted = [one for one in definition.questions.values() if one.other or one.type in ("text", "long_text")]
        found |= {question.name: question for question in wanted}
    return found


def parse_frame(raw: Any, definitions: Sequence[Definition], version: int = 0) -> Frame:
    """A frame as the study's file or the page gives it, `definitions` newest first. Raises FrameFault."""
    problems = list(_form_faults(raw))
    if problems:
        raise FrameFault(problems)
    question = open_questions(definitions).get(raw["question"])
    if question is None:
        raise FrameFault([f"{raw['question']}: no edition has an open answer of this name."])
    problems = list(_code_faults(raw, question))
    if problems:
        raise FrameFault(problems)
    frame = _frame(raw, question, version)
    problems = list(_frame_faults(frame, question, definitions))
    if problems:
        raise FrameFault(problems)
    return frame


def parse_frames(raw: Any, definitions: Sequence[Definition]) -> tuple[Frame, ...]:
    """All frames of a study's coding.yaml. Raises FrameFault with every fault of every frame."""
    listed = raw.get("coding") if isinstance(raw, dict) else None
    if not isinstance(listed, list):
        raise FrameFault(["coding.yaml: it must hold a list under the key “coding”."])
    frames: list[Frame] = []
    problems: list[str] = []
    for one in listed:
        try:
            frames.append(parse_frame(one, definitions))
        except FrameFault as fault:
            problems += fault.problems
    names = [frame.question for frame in frames]
    problems += [f"{name}: it has two frames; keep one." for name in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise FrameFault(problems)
    return tuple(frames)


def _form_faults(raw: Any) -> Iterator[str]:
    if not isinstance(raw, dict) or not isinstance(raw.get("question"), str):
        yield "A frame must be a mapping with the key “question”."
        return
    where = raw["question"]
    yield from (f"{where}: the key “{key}” is not known." for key in sorted(set(map(str, raw)) - KEYS))
    if raw.get("lexicon", "") not in LEXICON_NAMES:
        yield f"{where}: lexicon must be one of {', '.join(filter(None, LEXICON_NAMES))}."
    share = raw.get("second_share", SECOND_SHARE)
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share <= 1:
        yield f"{where}: second_share must be a number from 0 to 1."
    if type(raw.get("seed", 1)) is not int:
        yield f"{where}: seed must be a whole number."
    if type(raw.get("several", False)) is not bool:
        yield f"{where}: several must be true or false."
    if not isinstance(raw.get("codes", []), list) or not isinstance(raw.get("options", {}), dict):
        yield f"{where}: codes must be a list, and options a mapping of option to code."


def _code_faults(raw: Mapping[str, Any], question: Question) -> Iterator[str]:
    names = [str(one.get("code")) for one in raw.get("codes", []) if isinstance(one, dict)]
    yield from (f"{question.name}: the code {name} stands in it twice." for name in _twice(names))
    for place, one in enumerate(raw.get("codes", []), 1):
        code = one.get("code") if isinstance(one, dict) else None
        where = f"{question.name}, code {code or place}"
        if not isinstance(code, str) or (code not in question.by_code and not NAME.fullmatch(code)):
            yield f"{where}: give a code of at most 24 lower-case letters, digits and _, beginning with a letter."
            continue
        if code in RESERVED:
            yield f"{where}: this name is taken; every frame has {', '.join(SPECIAL)}, and “other” is what is coded."
        yield from (f"{where}: the key “{key}” is not known." for key in sorted(set(map(str, one)) - CODE_KEYS))
        if code in question.by_code and _of_places(raw):
            yield f"{where}: it is an option of the question; say under “options” which place it is."
        yield from _value_faults(where, one, code in question.by_code)


def _value_faults(where: str, one: Mapping[str, Any], own: bool) -> Iterator[str]:
    if own and ("value" in one or "label" in one):
        yield f"{where}: it is an option of the question, which gives its value and label; leave them out."
    if not own and (type(one.get("value")) is not int or not 1 <= one["value"] <= HIGHEST):
        yield f"{where}: value must be a whole number from 1 to {HIGHEST}."
    label = one.get("label")
    if not own and not (isinstance(label, dict) and label.get("nl") and label.get("en")):
        yield f"{where}: give a label in nl and en."
    for key in ("examples", "matches"):
        if not isinstance(one.get(key, []), list):
            yield f"{where}: {key} must be a list."


def _frame(raw: Mapping[str, Any], question: Question, version: int) -> Frame:
    lexicon = raw.get("lexicon", "")
    of_places = _of_places(raw)
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


def _of_places(raw: Mapping[str, Any]) -> bool:
    """Whether every country or municipality is a code: no code of the frame says which of them it is."""
    places = raw.get("lexicon") in ("country", "municipality")
    return places and not any(isinstance(one, dict) and one.get("matches") for one in raw.get("codes", []))


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


def _frame_faults(frame: Frame, question: Question, definitions: Sequence[Definition]) -> Iterator[str]:
    name = frame.question
    values = [one.value for one in frame.codes]
    yield from (f"{name}: the value {value} stands for two codes." for value in _twice(values))
    matches = [match for one in frame.codes for match in one.matches]
    yield from (f"{name}: “{match}” of the lexicon is matched by two codes." for match in _twice(matches))
    if len(frame.codes) == len(SPECIAL):
        yield f"{name}: it has no codes. Give codes, or the lexicon country or municipality."
    yield from _option_faults(frame, question)
    yield from _column_faults(frame, definitions)


def _option_faults(frame: Frame, question: Question) -> Iterator[str]:
    own = {option.code for option in question.options if option.value is not None} - {"other"}
    for option, code in frame.options.items():
        if option not in own or code not in frame.by_code:
            yield f"{frame.question}, options: {option} → {code} is not from an option to a code of the frame."
    for option in sorted(own - set(frame.options) - set(frame.by_code)):
        yield f"{frame.question}, options: say which code the option {option} has."


def _column_faults(frame: Frame, definitions: Sequence[Definition]) -> Iterator[str]:
    taken = {column.name for definition in definitions for column in columns_of(definition)}
    for name in column_names(frame):
        if name in taken:
            yield f"{frame.question}: the study has a variable {name} already."
        if len(name) > LONGEST_COLUMN:
            yield f"{frame.question}: the variable {name} has more than {LONGEST_COLUMN} characters; shorten the code."


def column_names(frame: Frame) -> tuple[str, ...]:
    """Names of the frame's variables in a dataset: one, or one per code where there can be several; then who coded."""
    one = f"{frame.question}_coded"
    each = [*(code.code for code in frame.codes), *(["other"] if any(code.own for code in frame.codes) else [])]
    return (*((f"{one}_{code}" for code in each) if frame.several else (one,)), f"{one}_by")


def _twice(values: Iterable[Any]) -> list[Any]:
    listed = list(values)
    return sorted({value for value in listed if listed.count(value) > 1})
