"""A study as values: what `parse.py` makes of a document and everything else reads. docs/definition.md explains it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from surveys.engine.expressions import Expression
from surveys.engine.text import Text

QuestionType = Literal[
    "single",
    "multi",
    "scale",
    "number",
    "duration",
    "date",
    "country",
    "municipality",
    "text",
    "long_text",
    "statement",
]
Reason = Literal["dont_know", "prefer_not", "not_applicable"]
Precision = Literal["day", "month", "year", "before", "after"]
Recordings = Literal["any", "human"]
Groups = frozenset[str] | None
"""Names of the groups a thing is for; None means every group, the one for untyped respondents included."""

WITH_OPTIONS: frozenset[QuestionType] = frozenset({"single", "multi", "scale"})
REASON_CODES: Mapping[Reason, int] = {"dont_know": -1, "prefer_not": -2, "not_applicable": -3}


@dataclass(frozen=True)
class Group:
    """A kind of respondent with a questionnaire of its own. `untyped`: people whose group could not be told."""

    name: str
    label: Text
    value: int
    law: str = ""
    migrant_type: str = ""
    untyped: bool = False


@dataclass(frozen=True)
class Term:
    """A policy word and its plain explanation, shown in place."""

    name: str
    label: Text
    explanation: Text


@dataclass(frozen=True)
class Option:
    """One answer to choose. `value` is its number in a dataset; None where it is outside the base (see `reason`).

    `picture` is a name in `pictures.PICTURES`, '' for none.
    """

    code: str
    label: Text
    value: int | None
    short: str = ""
    score: int | None = None
    groups: Groups = None
    relevant: Expression | None = None
    exclusive: bool = False
    reason: Reason | None = None
    in_base: bool = True
    hint: Text | None = None
    picture: str = ""


@dataclass(frozen=True)
class Question:
    """One question, one variable (several columns for multi, date, duration). Bounds are inclusive, dates in days."""

    name: str
    type: QuestionType
    label: Text
    short_label: Text | None = None
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    option_list: str | None = None
    reasons: tuple[Reason, ...] = ()
    other: bool = False
    groups: Groups = None
    relevant: Expression | None = None
    routing_key: bool = False
    core: bool = False
    terms: tuple[str, ...] = ()
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None
    decimals: int = 0
    precisions: tuple[Precision, ...] = ("day",)
    pivot: date | None = None
    max_length: int = 250
    picture: str = ""
    source: str = ""
    notes: str = ""

    @cached_property
    def by_code(self) -> Mapping[str, Option]:
        return {option.code: option for option in self.options}

    @property
    def asks(self) -> bool:
        """Whether this takes an answer (a statement is only read)."""
        return self.type != "statement"


@dataclass(frozen=True)
class Page:
    """What is shown at once. Shown to its groups, where its own rule and its section's rule hold."""

    name: str
    questions: tuple[Question, ...]
    title: Text | None = None
    groups: Groups = None
    relevant: Expression | None = None
    section: str = ""

    @property
    def core(self) -> bool:
        """Whether it is asked first: it holds one of the study's most important questions."""
        return any(question.core for question in self.questions)


@dataclass(frozen=True)
class Section:
    name: str
    title: Text
    pages: tuple[Page, ...]
    groups: Groups = None
    relevant: Expression | None = None


@dataclass(frozen=True)
class Outcome:
    """How screening ends. The first outcome whose rule holds counts; either `group` or `refuse` is set."""

    name: str
    relevant: Expression | None
    group: str | None = None
    refuse: bool = False
    title: Text | None = None
    text: Text | None = None


@dataclass(frozen=True)
class Screening:
    pages: tuple[Page, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Derived:
    """A value worked out from answers, in document order, usable in rules. `options` label its outcomes."""

    name: str
    label: Text
    expression: Expression
    options: tuple[Option, ...] = ()
    groups: Groups = None
    notes: str = ""


@dataclass(frozen=True)
class Scale:
    """The mean of scored items, given when at least `min_items` of them were answered."""

    name: str
    label: Text
    items: tuple[str, ...]
    min_items: int
    groups: Groups = None


@dataclass(frozen=True)
class Assertion:
    """A statement about the study that must hold for every possible respondent (see `prove.py`)."""

    name: str
    text: str
    holds: Expression


@dataclass(frozen=True)
class Dates:
    open: date | None = None
    close: date | None = None
    withdraw_until: date | None = None


@dataclass(frozen=True)
class Audio:
    """How texts are heard. With `human` a computer voice never plays, not even where nobody recorded a text."""

    recordings: Recordings = "any"


@dataclass(frozen=True)
class Consent:
    """What people agree to. `version` is stored with their yes."""

    version: str
    title: Text
    text: tuple[Text, ...]
    agree: Text
    refuse: Text


@dataclass(frozen=True)
class Definition:
    """A whole study. The first language is the source. `document` is the checked document it was read from.

    `reconstruction`: made from what was printed of a wave, so not the questionnaire as held, and not for respondents.
    """

    study: str
    title: Text
    languages: tuple[str, ...]
    mode: Literal["open", "coded", "both"]
    groups: Mapping[str, Group]
    sections: tuple[Section, ...]
    wave: str = ""
    series: str = ""
    reconstruction: bool = False
    dates: Dates = field(default_factory=Dates)
    terms: Mapping[str, Term] = field(default_factory=dict)
    reasons: Mapping[Reason, Text] = field(default_factory=dict)
    audio: Audio = field(default_factory=Audio)
    consent: Consent | None = None
    screening: Screening = field(default_factory=Screening)
    derived: tuple[Derived, ...] = ()
    scales: tuple[Scale, ...] = ()
    asserts: tuple[Assertion, ...] = ()
    materials: Mapping[str, Any] = field(default_factory=dict)
    frame: Mapping[str, Any] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    memo: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Room for what the engine works out once per definition, such as the plan of each group."""

    @property
    def source(self) -> str:
        return self.languages[0]

    @cached_property
    def list_columns(self) -> tuple[Mapping[str, Any], ...]:
        """Columns that the list has (`frame`), without entries that cannot be one; invitations say what is wrong."""
        every = _listed(self.frame.get("columns"))
        named = (one for one in every if isinstance(one, Mapping) and isinstance(one.get("name"), str))
        return tuple(one for one in named if isinstance(one.get("type", ""), str))

    @cached_property
    def strata(self) -> tuple[str, ...]:
        """Names of the columns of the list that go along with an interview."""
        return tuple(name for name in _listed(self.frame.get("strata")) if isinstance(name, str))

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Pages of the questionnaire proper, as they are asked: core pages first, both in document order.

        Screening pages are not among them.
        """
        written = (page for section in self.sections for page in section.pages)
        return tuple(sorted(written, key=lambda page: not page.core))

    @cached_property
    def page_by_name(self) -> Mapping[str, Page]:
        return {page.name: page for page in (*self.screening.pages, *self.pages)}

    @cached_property
    def section_by_name(self) -> Mapping[str, Section]:
        return {section.name: section for section in self.sections}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question that takes an answer, by name, in the order of asking: screening first, then core pages."""
        return {question.name: question for page in self.all_pages() for question in page.questions if question.asks}

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        """The page each question stands on."""
        return {question.name: page for page in self.all_pages() for question in page.questions}

    def all_pages(self) -> Iterator[Page]:
        yield from self.screening.pages
        yield from self.pages


def is_for(groups: Groups, group: str) -> bool:
    return groups is None or group in groups


def _listed(found: Any) -> Sequence[Any]:
    return found if isinstance(found, list | tuple) else ()
