"""One difference between two editions, and what it does to answers that were given already."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from surveys.engine.definition import Groups
from surveys.engine.expressions import Expression
from surveys.engine.text import Text

Effect = Literal["none", "compatible", "changes_path", "breaks"]
"""none: only texts and settings. compatible: each stored answer keeps its meaning. changes_path: somebody may see other
pages, questions or options. breaks: stored answers would lose their meaning or their place in the dataset."""

EFFECTS: tuple[Effect, ...] = ("none", "compatible", "changes_path", "breaks")
"""From light to heavy."""

NO_TEXT = Text({})


@dataclass(frozen=True)
class Change:
    """`kind` is one of `KINDS`, `where` a path as in problems; `before` and `after` are empty where nothing stood.

    `variable` is the question, derived value or scale it is about, `option` the code of the option, if any;
    `languages` are those whose wording differs.
    """

    where: str
    kind: str
    before: str
    after: str
    effect: Effect
    languages: tuple[str, ...] = ()
    variable: str = ""
    option: str = ""

    def __str__(self) -> str:
        tongues = f" [{' '.join(self.languages)}]" if self.languages else ""
        return f"{self.effect:<12} {self.kind} at {self.where}{tongues}: {_cut(self.before)} → {_cut(self.after)}"


KINDS: Mapping[str, str] = {
    "wording_changed": "A text says something else, or is gone, in the languages named",
    "translation_added": "A text came in languages that had none; others say what they said",
    "setting_changed": "Anything else: dates, mode, frame, consent version, materials, asserts",
    "outcome_changed": "A screening outcome was added, taken out, moved or has another rule or end",
    "group_added": "A group is new",
    "group_removed": "A group is gone",
    "group_recoded": "A group has another value in datasets",
    "group_changed": "A group has another law, migrant type or is (no longer) for untyped people",
    "section_added": "A section is new; its pages are named too",
    "section_removed": "A section is gone; its pages are named too",
    "page_added": "A page is new",
    "page_removed": "A page is gone",
    "page_moved": "A page stands in another section",
    "pages_reordered": "Pages come in another order",
    "question_added": "A question is new",
    "question_removed": "A question is gone",
    "question_moved": "A question stands on another page",
    "questions_reordered": "Questions of a page come in another order",
    "type_changed": "A name now is another type of question, or another kind of variable",
    "column_reused": "A column of the dataset would hold something else than before",
    "rule_changed": "A rule says something else",
    "rule_rewritten": "A rule is written differently and means the same",
    "groups_changed": "It is for other groups",
    "bounds_widened": "More answers are allowed: bounds, decimals, length, precision, other, combinations",
    "bounds_narrowed": "Fewer answers are allowed",
    "pivot_moved": "Before and after now mean another day",
    "core_changed": "The question is now one of the core, which come first, or no longer is",
    "required_changed": "The question may no longer be skipped without a reason, or may from now on",
    "form_changed": "Option list's name, order of precisions, terms or picture: the answers are the same",
    "notes_changed": "Notes or source, which only colleagues read",
    "option_added": "An option or a standard answer is new",
    "option_removed": "An option or a standard answer is gone",
    "option_recoded": "An option has another value, column, or place in or outside the base",
    "option_rescored": "An option has another score",
    "options_reordered": "Options come in another order",
    "derived_added": "A derived value is new",
    "derived_removed": "A derived value is gone",
    "derived_changed": "A derived value is worked out differently",
    "derived_reordered": "Derived values or scales come in another order",
    "scale_added": "A scale is new",
    "scale_removed": "A scale is gone",
    "scale_changed": "A scale has other items or another least number of them",
}
"""Every kind of change, in words."""


@dataclass(frozen=True)
class Place:
    """Where a comparison is, so that each change can say so."""

    where: str
    variable: str = ""
    option: str = ""

    def below(self, name: str) -> "Place":
        return Place(f"{self.where}/{name}", self.variable, self.option)

    def change(self, kind: str, before: Any, after: Any, effect: Effect, languages: Sequence[str] = ()) -> Change:
        return Change(
            self.where, kind, shown(before), shown(after), effect, tuple(languages), self.variable, self.option
        )


@dataclass
class Pair:
    """Names old and new in their order: what came, what went, what stayed."""

    old: Sequence[str]
    new: Sequence[str]
    kept: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        had = set(self.old)
        self.kept = tuple(name for name in self.new if name in had)

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(name for name in self.new if name not in set(self.old))

    @property
    def removed(self) -> tuple[str, ...]:
        return tuple(name for name in self.old if name not in set(self.new))

    def reordered(self, place: Place, kind: str, effect: Effect) -> Iterator[Change]:
        before = tuple(name for name in self.old if name in set(self.kept))
        if before != self.kept:
            yield place.change(kind, ", ".join(before), ", ".join(self.kept), effect)


def shown(value: Any) -> str:
    """A value of a definition as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Text():
            return next(iter(value.by_language.values()), "")
        case Expression():
            return value.source
        case Decimal() | int() | date():
            return str(value)
        case frozenset() | set():
            return ", ".join(sorted(value))
        case tuple() | list():
            return ", ".join(map(str, value))
    return str(value)


def wording(place: Place, before: Text | None, after: Text | None) -> Iterator[Change]:
    """How a text differs; None is no text. A language that came in beside unchanged ones is a translation."""
    old, new = before or NO_TEXT, after or NO_TEXT
    languages = list(dict.fromkeys([*old.by_language, *new.by_language]))
    differing = [language for language in languages if old.get(language) != new.get(language)]
    if not differing:
        return
    translated = any(map(old.get, languages)) and not any(map(old.get, differing))
    kind = "translation_added" if translated else "wording_changed"
    first = differing[0]
    yield place.change(kind, old.get(first), new.get(first), "none", differing)


def rules(place: Place, before: Expression | None, after: Expression | None) -> Iterator[Change]:
    if before == after:
        return
    same = before is not None and after is not None and before.tree == after.tree
    yield place.change("rule_rewritten" if same else "rule_changed", before, after, "none" if same else "changes_path")


def groups(place: Place, before: Groups, after: Groups, effect: Effect = "changes_path") -> Iterator[Change]:
    if before != after:
        yield place.change("groups_changed", _for_whom(before), _for_whom(after), effect)


def _for_whom(found: Groups) -> str:
    return "everybody" if found is None else shown(found)


def heaviest(changes: Iterable[Change]) -> Effect:
    """The heaviest effect among the changes; none where there are none."""
    return max((change.effect for change in changes), key=EFFECTS.index, default="none")


def _cut(text: str, longest: int = 90) -> str:
    flat = " ".join(text.split()) or "–"
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
