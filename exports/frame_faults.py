"""What can be wrong with a code frame: each fault with its place and what to do. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from exports.columns import columns_of
from surveys.engine.definition import Definition, Question
from surveys.engine.problems import Problem

if TYPE_CHECKING:
    from exports.code_frames import Frame

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
CODE = "wrong_frame"
FILE = "coding"


def _fault(where: str, message: str, what_to_do: str) -> Problem:
    return Problem(f"{FILE}/{where}".rstrip("/"), CODE, message, what_to_do)


def no_list() -> Problem:
    return _fault("", "There is no list under the key “coding”.", "Write coding: and a list of frames.")


def two_frames(question: str) -> Problem:
    return _fault(question, "It has two frames.", "Keep one.")


def unknown_question(question: str) -> Problem:
    return _fault(question, "No edition has an open answer of this name.", "Check the spelling.")


def code_in_use(question: str, code: str) -> Problem:
    return _fault(question, f"Answers are coded as {code}.", "Keep that code in the frame.")


def several_in_use(question: str) -> Problem:
    return _fault(question, "Answers have several codes.", "Keep “several: true”.")


def of_form(raw: Any) -> Iterator[Problem]:
    """Keys and kinds of values."""
    if not isinstance(raw, dict) or not isinstance(raw.get("question"), str):
        yield _fault("", "A frame must be a mapping with the key “question”.", "Name the question of each frame.")
        return
    where = raw["question"]
    yield from (_unknown_key(where, key, KEYS) for key in sorted(set(map(str, raw)) - KEYS))
    share = raw.get("second_share", SECOND_SHARE)
    is_share = isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1
    names = ", ".join(filter(None, LEXICON_NAMES))
    for good, message, what_to_do in (
        (raw.get("lexicon", "") in LEXICON_NAMES, "The lexicon is not known.", f"Use one of: {names}."),
        (is_share, "“second_share” is not a number from 0 to 1.", "Write a share, such as 0.2."),
        (type(raw.get("seed", 1)) is int, "“seed” is not a whole number.", "Write one, such as 2024."),
        (type(raw.get("several", False)) is bool, "“several” is not true or false.", "Write one of the two."),
        (isinstance(raw.get("codes", []), list), "“codes” is not a list.", "Write a list of codes."),
        (isinstance(raw.get("options", {}), dict), "“options” is not a mapping.", "Write option: code, for each."),
    ):
        if not good:
            yield _fault(where, message, what_to_do)


def _unknown_key(where: str, key: str, known: Iterable[str]) -> Problem:
    return _fault(where, f"“{key[:60]}” is not known here.", f"Use one of: {', '.join(sorted(known))}.")


def of_codes(raw: Mapping[str, Any], question: Question) -> Iterator[Problem]:
    """Each code by itself."""
    names = [str(one.get("code")) for one in raw.get("codes", []) if isinstance(one, dict)]
    yield from (_fault(question.name, f"The code {name} stands in it twice.", "Keep one.") for name in twice(names))
    for place, one in enumerate(raw.get("codes", []), 1):
        yield from _of_code(one, place, question, places=of_places(raw))


def _of_code(one: Any, place: int, question: Question, *, places: bool) -> Iterator[Problem]:
    code = one.get("code") if isinstance(one, dict) else None
    where = f"{question.name}/codes/{code or place}"
    if not isinstance(code, str) or (code not in question.by_code and not NAME.fullmatch(code)):
        least = "Use at most 24 lower-case letters, digits and _, beginning with a letter."
        yield _fault(where, "This is no code.", least)
        return
    if code in RESERVED:
        taken = f"Choose another: every frame has {', '.join(SPECIAL)}, and “other” is what is coded."
        yield _fault(where, "This name is taken.", taken)
    yield from (_unknown_key(where, key, CODE_KEYS) for key in sorted(set(map(str, one)) - CODE_KEYS))
    if code in question.by_code and places:
        yield _fault(where, "It is an option of the question.", "Say under “options” which place it is.")
    yield from _of_value(where, one, own=code in question.by_code)


def _of_value(where: str, one: Mapping[str, Any], *, own: bool) -> Iterator[Problem]:
    if own and ("value" in one or "label" in one):
        given = "It is an option of the question, which gives its value and label."
        yield _fault(where, given, "Leave both out.")
    if not own and (type(one.get("value")) is not int or not 1 <= one["value"] <= HIGHEST):
        yield _fault(where, f"The value is not a whole number from 1 to {HIGHEST}.", "Give it one that is free.")
    label = one.get("label")
    if not own and not (isinstance(label, dict) and label.get("nl") and label.get("en")):
        yield _fault(where, "It has no label in nl and en.", "Give both.")
    for key in ("examples", "matches"):
        if not isinstance(one.get(key, []), list):
            yield _fault(where, f"“{key}” is not a list.", "Write [a, b].")


def of_places(raw: Mapping[str, Any]) -> bool:
    """Whether every country or municipality is a code: no code of the frame says which of them it is."""
    places = raw.get("lexicon") in ("country", "municipality")
    return places and not any(isinstance(one, dict) and one.get("matches") for one in raw.get("codes", []))


def of_frame(frame: "Frame", question: Question, definitions: Sequence[Definition]) -> Iterator[Problem]:
    """Codes against each other, the question and the study."""
    name = frame.question
    for value in twice([one.value for one in frame.codes]):
        yield _fault(name, f"The value {value} stands for two codes.", "Give one of them another.")
    for match in twice([match for one in frame.codes for match in one.matches]):
        yield _fault(name, f"“{match}” of the lexicon is matched by two codes.", "Leave it at one.")
    if len(frame.codes) == len(SPECIAL):
        yield _fault(name, "It has no codes.", "Give codes, or the lexicon country or municipality.")
    yield from _of_options(frame, question)
    yield from _of_columns(frame, definitions)


def _of_options(frame: "Frame", question: Question) -> Iterator[Problem]:
    own = {option.code for option in question.options if option.value is not None} - {"other"}
    where = f"{frame.question}/options"
    for option, code in frame.options.items():
        if option not in own or code not in frame.by_code:
            told = f"{option} → {code} is not from an option to a code of the frame."
            yield _fault(where, told, "Check both.")
    for option in sorted(own - set(frame.options) - set(frame.by_code)):
        yield _fault(where, f"It does not say which code the option {option} has.", f"Write {option}: CODE.")


def _of_columns(frame: "Frame", definitions: Sequence[Definition]) -> Iterator[Problem]:
    taken = {column.name for definition in definitions for column in columns_of(definition)}
    for name in column_names(frame):
        if name in taken:
            yield _fault(
                frame.question, f"The study has a variable {name} already.", "Rename the code or the question."
            )
        if len(name) > LONGEST_COLUMN:
            told = f"The variable {name} has more than {LONGEST_COLUMN} characters."
            yield _fault(frame.question, told, "Shorten the code.")


def column_names(frame: "Frame") -> tuple[str, ...]:
    """Names of the frame's variables in a dataset: one, or one per code where there can be several; then who coded."""
    one = f"{frame.question}_coded"
    each = [*(code.code for code in frame.codes), *(["other"] if any(code.own for code in frame.codes) else [])]
    return (*((f"{one}_{code}" for code in each) if frame.several else (one,)), f"{one}_by")


def twice(values: Iterable[Any]) -> list[Any]:
    listed = list(values)
    return sorted({value for value in listed if listed.count(value) > 1})
