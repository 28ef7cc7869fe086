"""A questionnaire on paper, per group and language, with its routing in words: for ethics boards and translators.

`questionnaire` gives what typst/questionnaire.typ sets; it is pure. `write_questionnaire` makes the PDF.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from surveys.engine.definition import Definition, Derived, Option, Outcome, Page, Question, Section, is_for
from surveys.engine.expressions import Expression
from surveys.engine.phrases import said_day, said_number
from surveys.engine.plan import SCREENING, for_group, gets
from surveys.engine.reach import reach
from surveys.engine.text import Text
from surveys.engine.words import in_words
from surveys.languages import direction, name
from surveys.printable_notes import counted, note_words
from surveys.printable_words import reader_words
from surveys.typeset import Document, TypesetError, undrawable, write_pdf

TEMPLATE = Path(__file__).parent / "typst" / "questionnaire.typ"
Data = dict[str, Any]


class NotPrintable(TypesetError):
    """The fonts lack characters of a text."""


class NoSuchGroup(LookupError):
    """The edition has no group of that name."""


class NoSuchLanguage(LookupError):
    """The study is not written in that language."""


@dataclass(frozen=True)
class Print:
    """What is printed: one group's questionnaire in one language, routing in Dutch or English (`notes`)."""

    definition: Definition
    edition: int
    group: str
    language: str
    notes: str = "nl"

    def __post_init__(self) -> None:
        if self.group not in self.definition.groups:
            known = ", ".join(self.definition.groups)
            raise NoSuchGroup(f"There is no group “{self.group[:60]}”. Groups: {known}.")
        if self.language not in self.definition.languages:
            known = ", ".join(self.definition.languages)
            raise NoSuchLanguage(f"There are no texts in “{self.language[:20]}”. Languages: {known}.")

    @cached_property
    def words(self) -> Mapping[str, str]:
        """For colleagues."""
        return note_words(self.notes)

    @cached_property
    def own_words(self) -> Mapping[str, str]:
        """For who fills it in."""
        return reader_words(self.language)

    @property
    def file_name(self) -> str:
        return f"{self.definition.study}-{self.edition}-{self.group}-{self.language}.pdf"

    def said(self, text: Text) -> Data:
        """A text as it is printed; `missing` where it stands in the source language instead."""
        shown = text.shown(self.language, self.definition.source)
        missing = shown.language != self.language
        return {
            "text": shown.text,
            "lang": shown.language,
            "rtl": direction(shown.language) == "rtl",
            "missing": missing,
        }

    def noted(self, text: Text) -> str:
        """A text in the language of the notes."""
        return text.shown(self.notes, self.definition.source).text

    def in_words(self, rule: Expression) -> str:
        return in_words(rule, self.definition, self.notes)

    def never(self, rule: Expression | None) -> bool:
        """Whether the rule cannot hold for anybody of this group."""
        return self._verdict(rule) is False

    def rule(self, rule: Expression | None, key: str = "") -> str:
        """The rule in words; '' where there is none, or it holds for all of the group. `key`: a phrase around it."""
        if rule is None or self._verdict(rule) is True:
            return ""
        words = self.in_words(rule)
        return self.words[key].format(rule=f"{words[:1].lower()}{words[1:]}") if key else words

    def _verdict(self, rule: Expression | None) -> bool | None:
        return reach(self.definition, self.group).verdict(rule)


def write_questionnaire(order: Print, fonts: Path, out: Path, *, day: date) -> None:
    """The questionnaire as a PDF at `out`. Raises NotPrintable, and what `typeset.write_pdf` raises; no file then."""
    data = questionnaire(order, day)
    lacking = undrawable(strings(data), fonts)
    if lacking:
        raise NotPrintable(f"No font can draw {lacking!r}. Take these characters out of the texts, or add a font.")
    write_pdf(Document(TEMPLATE, data, fonts), out, secret=False)


def strings(value: Any) -> Iterator[str]:
    """Every text in the data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for item in value.values() for text in strings(item))
    elif isinstance(value, list):
        yield from (text for item in value for text in strings(item))


def incomplete(value: Any) -> bool:
    """Whether some text in the data stands in the source language."""
    if isinstance(value, Mapping):
        return value.get("missing") is True or any(map(incomplete, value.values()))
    return isinstance(value, list) and any(map(incomplete, value))


def questionnaire(order: Print, day: date) -> Data:
    """All that is printed, in order: consent, screening with its ends, sections, derived values."""
    definition, number = order.definition, _Numbers()
    group = definition.groups[order.group]
    data: Data = {
        "title": order.said(definition.title),
        "document_title": f"{order.noted(definition.title)}: {order.noted(group.label)} ({name(order.language)})",
        "group": order.noted(group.label),
        "lang": order.language,
        "rtl": direction(order.language) == "rtl",
        "language": name(order.language),
        "notes": order.notes,
        "source": definition.source,
        "study": order.words["edition"].format(study=definition.study, edition=order.edition),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "words": {**order.words, **_marked(order)},
        "own_words": order.own_words,
        "consent": _consent(order),
        "screening": _pages(order, definition.screening.pages, SCREENING, number),
        "outcomes": [_outcome(order, outcome) for outcome in definition.screening.outcomes],
        "sections": [made for section in definition.sections if (made := _section(order, section, number))],
        "derived": [_derived(order, item) for item in definition.derived if is_for(item.groups, order.group)],
    }
    return {**data, "incomplete": incomplete(data)}


def _marked(order: Print) -> Mapping[str, str]:
    return {"not_translated": order.words["not_translated"].format(mark=order.definition.source)}


@dataclass
class _Numbers:
    """Counts questions."""

    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last


def _consent(order: Print) -> Data | None:
    consent = order.definition.consent
    if consent is None:
        return None
    return {
        "title": order.said(consent.title),
        "text": [order.said(text) for text in consent.text],
        "buttons": [order.said(consent.agree), order.said(consent.refuse)],
    }


def _outcome(order: Print, outcome: Outcome) -> Data:
    group = order.definition.groups.get(outcome.group or "")
    leads = order.words["leads_to"].format(group=order.noted(group.label)) if group else order.words["refused"]
    return {
        "rule": order.in_words(outcome.relevant) if outcome.relevant else order.words["rest"],
        "leads": leads,
        "text": [order.said(text) for text in (outcome.title, outcome.text) if text is not None],
    }


def _section(order: Print, section: Section, number: _Numbers) -> Data | None:
    """None where this group gets nothing of the section."""
    pages = [] if order.never(section.relevant) else _pages(order, section.pages, order.group, number)
    if not pages:
        return None
    return {"title": order.said(section.title), "rule": order.rule(section.relevant, "section_rule"), "pages": pages}


def _pages(order: Print, pages: Iterable[Page], group: str, number: _Numbers) -> list[Data]:
    asked = (page for page in pages if gets(order.definition, page, group) and not order.never(page.relevant))
    return [made for page in asked if (made := _page(order, page, group, number))["questions"]]


def _page(order: Print, page: Page, group: str, number: _Numbers) -> Data:
    """The page's rule stands at its first question where that is its only one."""
    possible = [question for question in page.questions if not order.never(question.relevant)]
    offered = [(question, for_group(question.options, question.groups, group)) for question in possible]
    asked = [(question, _possible(order, options)) for question, options in offered if options is not None]
    several = len(asked) > 1
    own = "" if several else order.rule(page.relevant)
    return {
        "title": order.said(page.title) if page.title else None,
        "rule": order.rule(page.relevant, "page_rule") if several else "",
        "questions": [
            _question(order, question, options, number.next(), [own, order.words["together"] if place else ""])
            for place, (question, options) in enumerate(asked)
        ],
    }


def _possible(order: Print, options: Sequence[Option]) -> list[Option]:
    return [option for option in options if not order.never(option.relevant)]


def _question(order: Print, question: Question, options: Sequence[Option], number: int, about: Sequence[str]) -> Data:
    needed = order.words["needed"] if question.routing_key else ""
    rules = [about[0], order.rule(question.relevant)]
    return {
        "number": number,
        "name": question.name,
        "label": order.said(question.label),
        "hint": order.said(question.hint) if question.hint else None,
        "rules": [rule for rule in rules if rule],
        "about": [line for line in (*about[1:], needed) if line],
        "several": question.type == "multi",
        "options": [_option(order, question, option) for option in options if option.reason is None or option.in_base],
        "reasons": [_option(order, question, option) for option in options if option.reason and not option.in_base]
        + [_reason(order, order.definition.reasons[reason]) for reason in question.reasons],
        "form": _form(order, question),
        "terms": [_term(order, term) for term in question.terms],
    }


def _option(order: Print, question: Question, option: Option) -> Data:
    exclusive = order.words["exclusive"] if option.exclusive else ""
    score = order.words["scores"].format(score=option.score) if option.score is not None else ""
    return {
        "label": order.said(option.label),
        "hint": order.said(option.hint) if option.hint else None,
        "about": ", ".join(part for part in (exclusive, score) if part),
        "rule": order.rule(option.relevant),
        "write": order.own_words["write"] if question.other and option.code == "other" else "",
    }


def _reason(order: Print, words: Text) -> Data:
    return {"label": order.said(words), "hint": None, "about": "", "rule": "", "write": ""}


def _term(order: Print, term: str) -> Data:
    found = order.definition.terms[term]
    return {"label": order.said(found.label), "explanation": order.said(found.explanation)}


def _form(order: Print, question: Question) -> str:
    """What is filled in where nothing is chosen, with its limits; '' for choices and statements."""
    words = order.words
    if question.type in {"single", "multi", "scale", "statement"}:
        return ""
    if question.type in {"text", "long_text"}:
        return counted(question.type, question.max_length, order.notes)
    parts = [words[question.type], _limits(order, question)]
    if question.type == "date":
        parts.append("; ".join(_precision(order, question, name) for name in question.precisions))
    if question.decimals:
        parts.append(counted("decimals", question.decimals, order.notes))
    return ", ".join(part for part in parts if part)


def _limits(order: Print, question: Question) -> str:
    low, high = (_limit(order, limit) for limit in (question.minimum, question.maximum))
    if question.type == "duration":
        limit = question.maximum
        return counted("years_at_most", int(limit), order.notes) if isinstance(limit, Decimal) else ""
    key = {(True, True): "between", (True, False): "from", (False, True): "to"}.get((bool(low), bool(high)))
    return order.words[key].format(low=low, high=high) if key else ""


def _limit(order: Print, limit: Any) -> str:
    if limit is None:
        return ""
    return said_day(limit, order.notes) if isinstance(limit, date) else said_number(limit, order.notes)


def _precision(order: Print, question: Question, precision: str) -> str:
    return order.words[precision].format(pivot=_limit(order, question.pivot))


def _derived(order: Print, item: Derived) -> Data:
    return {"name": item.name, "label": order.noted(item.label), "rule": order.in_words(item.expression)}
