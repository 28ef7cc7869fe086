"""Dataset and its counts → a codebook: what was asked, of whom, with which codes, and how often each was given. Pure.

`surveys/ddi.py`, `exports/writers/codebook_*.py` write it. Texts are in the languages asked for; who was routed to a
question is said in Dutch or English, as rules can be put in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from exports.codebook_counts import told_counts
from exports.columns import Column
from exports.counts import Figures, Profile, is_coded
from exports.dataset import Dataset
from exports.writers.table import Variable, said, variables_of
from surveys.ddi_variables import universe
from surveys.engine.cell_words import MISSING, PRECISION, TEXT_GIVEN, YES_NO
from surveys.engine.definition import Definition, Derived, Option, Question, Scale
from surveys.engine.disclose import shown
from surveys.engine.tags import Kind, of_name, tags_of
from surveys.engine.text import Text
from surveys.engine.words import in_words

SHORT_LIST = 40
"""Codes of which all are listed; of longer lists (countries) only those that somebody has."""

IDENTIFIER = "respnr"
"""A number of which lowest, highest and mean say nothing."""
OWN_ENGLISH = frozenset(text["en"] for words in (MISSING, YES_NO, TEXT_GIVEN, PRECISION) for text in words.values())


@dataclass(frozen=True)
class Said:
    """A text in one of the codebook's languages."""

    language: str
    text: str


@dataclass(frozen=True)
class Code:
    """One value or reason of a variable. `count` None: not told. `offered`: to whom, '' for everybody asked."""

    code: int
    labels: tuple[Said, ...]
    count: int | None
    reason: bool
    offered: str = ""


@dataclass(frozen=True)
class VariableEntry:
    """One column of the dataset. `left_out`: codes of a long list that nobody has. None: not told or no number."""

    variable: Variable
    codes: tuple[Code, ...]
    left_out: int
    valid: int | None
    empty: int | None
    low: float | None
    high: float | None
    mean: float | None


@dataclass(frozen=True)
class Entry:
    """A question, derived value, scale or fact about the interview, with its columns.

    `asked` says who was routed to it; `formula` how it is worked out; `kind` is the question's type or ''; `tags` say
    what it is about, each with its kind, in the notes' language.
    """

    name: str
    part: str
    kind: str
    labels: tuple[Said, ...]
    hints: tuple[Said, ...]
    asked: str
    formula: str
    variables: tuple[VariableEntry, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """`parts` are (title, entries) in the order of the questionnaire. The first of `languages` labels codes."""

    study: str
    title: str
    languages: tuple[str, ...]
    notes: str
    editions: tuple[int, ...]
    rows: int
    synthetic: bool
    profile: Profile
    parts: tuple[tuple[str, tuple[Entry, ...]], ...]


Titles = Mapping[str, str]


@dataclass(frozen=True)
class Ask:
    """Which languages, whose eyes, and the words for the parts that have no title of their own.

    `notes`: the language (nl, en) of what the study does not say.
    """

    languages: tuple[str, ...]
    profile: Profile
    titles: Titles

    @property
    def notes(self) -> str:
        return notes_language(self.languages)


def notes_language(languages: Sequence[str]) -> str:
    return next((language for language in languages if language in ("nl", "en")), "en")


def codebook(data: Dataset, figures: Mapping[str, Figures], rows: int, ask: Ask) -> Codebook:
    """The codebook of these very rows; `figures` are theirs, from `counts.tally`."""
    maker = _Maker(data, figures, ask)
    parts: dict[str, list[Entry]] = {}
    for _, columns in groupby(data.columns, key=_subject):
        entry = maker.entry(list(columns))
        parts.setdefault(entry.part, []).append(entry)
    return Codebook(
        data.study,
        said(data.title, (*ask.languages, data.definition.source)),
        ask.languages,
        ask.notes,
        tuple(sorted(number for number, _ in data.editions)) or (1,),
        rows,
        data.synthetic,
        ask.profile,
        tuple((part, tuple(entries)) for part, entries in parts.items()),
    )


def _subject(column: Column) -> str:
    return column.question or column.name


@dataclass(frozen=True)
class _Maker:
    data: Dataset
    figures: Mapping[str, Figures]
    ask: Ask

    @cached_property
    def variables(self) -> Sequence[Mapping[str, Variable]]:
        """Variables by name, labelled, for each language asked for."""
        return [{one.name: one for one in variables_of(self.data, language)} for language in self.ask.languages]

    @cached_property
    def told(self) -> Mapping[str, Mapping[int, int | None]]:
        """Per column the counts that are told; see codebook_counts."""
        counts = {
            name: {code: self.figures[name].counts[code] for code in own.labels} | _unlabelled(own, self.figures[name])
            for name, own in self.variables[0].items()
        }
        return told_counts(self.data, counts, self.ask.profile)

    def entry(self, columns: Sequence[Column]) -> Entry:
        first, name = columns[0], _subject(columns[0])
        definition = self.definition_with(name)
        variables = tuple(self.variable(column, definition) for column in columns)
        question = definition.questions.get(name) if first.question else None
        if question is not None:
            return self.question(question, definition, variables)
        part = {"derived": "derived", "scale": "scales"}.get(first.part, "case")
        labels = self.said(first.label, definition)
        formula, tags = self.formula(name, definition), self.tags(name)
        return Entry(name, self.ask.titles[part], "", labels, (), "", formula, variables, tags)

    def question(self, question: Question, definition: Definition, variables: tuple[VariableEntry, ...]) -> Entry:
        section = definition.section_by_name.get(definition.page_of[question.name].section)
        titles = (*self.ask.languages, definition.source)
        part = said(section.title, titles) if section else self.ask.titles["screening"]
        base = universe(definition, question)
        asked = said(base, (self.ask.notes, *base.by_language))
        hints = self.said(question.hint, definition) if question.hint else ()
        labels = self.said(question.label, definition)
        tags = self.tags(question.name)
        return Entry(question.name, part, question.type, labels, hints, asked, "", variables, tags)

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """As the newest edition declares them, for questions of earlier ones too."""
        return tags_of(self.data.definition)

    def tags(self, name: str) -> tuple[str, ...]:
        tongues = (self.ask.notes, self.data.definition.source)
        labels = {kind.name: said(kind.label, tongues) for kind in self.kinds}
        return tuple(f"{labels[tag.kind]}: {said(tag.label, tongues)}" for tag in of_name(self.kinds, name))

    def definition_with(self, name: str) -> Definition:
        """The newest edition that has it."""
        for definition in self.data.definitions:
            others: Iterable[Derived | Scale] = (*definition.derived, *definition.scales)
            if name in definition.questions or any(item.name == name for item in others):
                return definition
        return self.data.definition

    def said(self, text: Text, definition: Definition) -> tuple[Said, ...]:
        """In each language asked for that it has; else in the source language or the notes' language."""
        own = [language for language in self.ask.languages if text.get(language)]
        spare = [language for language in (definition.source, self.ask.notes) if text.get(language)]
        return tuple(Said(language, text[language]) for language in own or spare[:1])

    def formula(self, name: str, definition: Definition) -> str:
        """How a derived value or scale is worked out, in words; '' for anything else."""
        for item in definition.derived:
            if item.name == name:
                return in_words(item.expression, definition, self.ask.notes)
        for scale in definition.scales:
            if scale.name == name:
                return f"mean({', '.join(scale.items)}), n ≥ {scale.min_items}"
        return ""

    def variable(self, column: Column, definition: Definition) -> VariableEntry:
        labelled = [by_name[column.name] for by_name in self.variables]
        own, found = labelled[0], self.figures[column.name]
        counts = self.told[column.name]
        answers_first = sorted(own.labels, key=lambda code: (code < 0, abs(code)))
        listed = [code for code in answers_first if _is_listed(code, own, counts)]
        offers = self.offers(column, definition)
        all_told = self.ask.profile == "internal"
        measured = own.measure == "scale" and own.name != IDENTIFIER
        return VariableEntry(
            own,
            tuple(
                Code(code, self.labels(labelled, code), counts[code], own.reasons and code < 0, offers.get(code, ""))
                for code in listed
            ),
            len(own.labels) - len(listed),
            found.valid if all_told or None not in counts.values() else None,
            found.empty if all_told else None,
            found.low if all_told and measured else None,
            found.high if all_told and measured else None,
            found.mean if measured and (all_told or shown(found.valid)) else None,
        )

    def labels(self, labelled: Sequence[Variable], code: int) -> tuple[Said, ...]:
        return tuple(
            Said(_tongue(language, one.labels[code]), one.labels[code])
            for language, one in zip(self.ask.languages, labelled, strict=True)
        )

    def offers(self, column: Column, definition: Definition) -> Mapping[int, str]:
        """Value → who was offered it, of options with a rule or groups of their own; of a multi's option, 1."""
        question = definition.questions.get(column.question)
        options = question.options if question else ()
        if column.set_name:
            options = tuple(option for option in options if option.code == column.part)
        return {
            1 if column.set_name else option.value: words
            for option in options
            if option.value is not None and (words := self.offered(option, definition))
        }

    def offered(self, option: Option, definition: Definition) -> str:
        groups = [
            said(group.label, (self.ask.notes, definition.source))
            for name, group in definition.groups.items()
            if option.groups is not None and name in option.groups
        ]
        rule = in_words(option.relevant, definition, self.ask.notes) if option.relevant else ""
        return " ".join([*([f"{', '.join(groups)}."] if groups else []), rule]).strip()


def _tongue(language: str, words: str) -> str:
    """The language that the words are in: the platform's own stand in English where they lack the one asked for."""
    return "en" if words in OWN_ENGLISH else language


def _unlabelled(variable: Variable, figures: Figures) -> dict[int, int]:
    """Numbers without labels count together, so that a reason held back cannot be worked out from them.

    They stand at 0, which no label has here and no list shows.
    """
    return {} if is_coded(variable) or variable.storage == "text" else {0: figures.valid}


def _is_listed(code: int, variable: Variable, counts: Mapping[int, int | None]) -> bool:
    """Reasons, all codes of a short list, and those of a long list that are told and not nought."""
    return code < 0 or len(variable.labels) <= SHORT_LIST or bool(counts[code])
