"""Coded open answers as variables of tables: what they are called, what they count, whom they may point at. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from exports.code_frames import Frame
from exports.coded_columns import OTHER, Part
from exports.counting import Data, Variable
from exports.disclosure_rules import Declared, declared
from exports.values import Value
from surveys.engine.definition import Definition
from surveys.engine.missing import Missing
from surveys.engine.text import Text

PLACES = frozenset({"country", "municipality"})
"""Lexicons of which every code is a place: who comes from a rare one can be known by it."""
WAITING = frozenset({int(Missing.UNKNOWN)})
"""What a coded variable holds while a text is not coded: the person was asked all the same."""
NOT_YET = Text(
    {
        "nl": "Antwoorden die nog niet zijn gecodeerd, tellen niet mee.",
        "en": "Answers that are not coded yet do not count.",
    }
)
STILL_OTHER = Text(
    {"nl": "Wat nog niet is gecodeerd, telt als “{other}”.", "en": "What is not coded yet counts as “{other}”."}
)
"""Parts of the base in words of coded variables: which of the two depends on whether the question has an "other"."""

Held = Mapping[str, Sequence[Value]]


def coded_variables(parts: Iterable[Part], held: Held, definitions: Sequence[Definition]) -> tuple[Variable, ...]:
    """One per frame, and one that tells who coded. `definitions`: editions of one questionnaire, newest first."""
    by_frame: dict[str, list[Part]] = {}
    for part in parts:
        if part.column.name in held:
            by_frame.setdefault(part.frame.question, []).append(part)
    return tuple(variable for found in by_frame.values() for variable in _of_frame(found, held, definitions))


def _of_frame(parts: Sequence[Part], held: Held, definitions: Sequence[Definition]) -> Iterator[Variable]:
    frame = parts[0].frame
    several = [part for part in parts if part.code]
    if several:
        yield _set(frame, several, definitions)
    for part in parts:
        if part.by:
            yield _by(part)
        elif not part.code:
            yield _single(part, held, definitions)


def _about(frame: Frame, label: Text, name: str) -> Variable:
    places = frame.lexicon in PLACES
    return Variable(name, label, (), (), source=frame.question, places=places, waiting=WAITING)


def _set(frame: Frame, parts: Sequence[Part], definitions: Sequence[Definition]) -> Variable:
    """Several codes for one answer: a multi of its own, one column per code."""
    options = tuple((part.code, _words(part, definitions)) for part in parts)
    columns = tuple((part.column.name, {1: part.code}) for part in parts)
    about = _about(frame, _label(parts[0], options[0][1]), parts[0].column.set_name)
    return replace(about, options=options, columns=columns, multi=True)


def _words(part: Part, definitions: Sequence[Definition]) -> Text:
    """The code's own words; "other", for what is not coded yet, has those of the question."""
    known = part.frame.by_code.get(part.code)
    asked = (one.questions[part.frame.question] for one in definitions if part.frame.question in one.questions)
    own = (question.by_code[part.code].label for question in asked if part.code in question.by_code)
    return known.label if known else next(own)


def _label(part: Part, words: Text) -> Text:
    """The label of the set: that of the column without the words of its code."""
    ends = {language: f": {said}" for language, said in words.by_language.items()}
    label = part.column.label.by_language
    return Text({language: text.removesuffix(ends.get(language, "")) for language, text in label.items()})


def _by(part: Part) -> Variable:
    column = part.column
    options = tuple((str(value), label) for value, label in column.values.items())
    held = ((column.name, {value: str(value) for value in column.values}),)
    return Variable(column.name, column.label, options, held, source=part.frame.question)


def _single(part: Part, held: Held, definitions: Sequence[Definition]) -> Variable:
    """Its codes; where every place is one, those that somebody has, most people first."""
    column, codes = part.column, _codes(part.frame, definitions)
    about = _about(part.frame, column.label, column.name)
    values = _by_size(held[column.name], codes) if about.places else list(column.values)
    known = [value for value in values if value in codes]
    options = tuple((codes[value], column.values[value]) for value in known)
    return replace(about, options=options, columns=((column.name, {value: codes[value] for value in known}),))


def _codes(frame: Frame, definitions: Sequence[Definition]) -> dict[int, str]:
    """Value → code: of the question's own options, where those are codes, and of the frame."""
    asked = [one.questions[frame.question] for one in reversed(definitions) if frame.question in one.questions]
    own = {
        option.value: option.code
        for question in asked
        for option in question.options
        if option.value is not None and (option.code in frame.by_code or option.code == OTHER) and not frame.options
    }
    return {**own, **{one.value: one.code for one in frame.codes if not one.own or one.value not in own}}


def _by_size(values: Sequence[Value], codes: Mapping[int, str]) -> list[int]:
    size = Counter(value for value in values if isinstance(value, int) and value in codes)
    return sorted(size, key=lambda value: (-size[value], codes[value]))


def waiting_words(variable: Variable) -> dict[str, str]:
    """What becomes of answers that are not coded yet, in Dutch and English; nothing where all is said already."""
    if not variable.waiting:
        return {}
    other = dict(variable.options).get(OTHER)
    told = STILL_OTHER if other else NOT_YET
    return {
        language: said.format(other=other.get(language) or OTHER if other else "")
        for language, said in told.by_language.items()
    }


def declared_of(data: Data) -> Declared:
    """What a study declares about its questions, for their coded answers too. Raises WronglyDeclared.

    Codes of places and of groups of them are identifying, and so are those of a question that is; they tell of the same
    answers as it does.
    """
    known = declared(data.definition)
    coded = [one for one in data.beside if one.source]
    pointing = {one.name for one in coded if one.places or one.source in known.identifying}
    pointing |= {one.name for one in data.beside if one.places or one.parts}
    return replace(
        known,
        identifying=known.identifying | pointing,
        sensitive=known.sensitive | {one.name for one in coded if one.source in known.sensitive},
        multi=known.multi | {one.name for one in coded if one.multi},
        roots={**known.roots, **{one.name: frozenset({one.source}) for one in coded}, **_roots_of_areas(data)},
        within={one.name: (one.parts, one.inside) for one in data.beside if one.parts},
    )


def _roots_of_areas(data: Data) -> dict[str, frozenset[str]]:
    """Groups of places are worked out from the places."""
    return {one.name: frozenset({one.parts}) for one in data.beside if one.parts}
