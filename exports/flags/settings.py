"""The limits of the flags, as a study declares them below `cleaning:` (docs/cleaning.md). Pure.

None of these limits has an authority: they are house rules, and are printed with every result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from exports.declared import WronglyDeclared
from exports.flags.case import Contradiction
from respondents.outcomes import COMPLETE_FROM, PARTIAL_FROM
from surveys.engine.definition import Definition
from surveys.engine.document import NO_RULE, At, Report, number, rule, string, strings, whole
from surveys.engine.expressions import BUILT_INS, references

SECTIONS = "speeding straight doubles control contradictions completeness cries"


class BadSettings(WronglyDeclared):
    """What is below `cleaning:` cannot be used. The message names every fault."""


@dataclass(frozen=True)
class Speeding:
    """`share` of the median per page; at least `pages` timed; a median needs `least` people."""

    share: float = 0.5
    pages: int = 10
    least: int = 30


@dataclass(frozen=True)
class Straight:
    """A battery of at least `items` items; `reversed`: items that say the opposite of the others."""

    items: int = 5
    reversed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubles:
    """`likeness`: share of equal answers among at least `items` that both gave; `same`: questions that must be equal.

    The usual limit is 0.85 (Kuriakose and Robbins 2016, Statistical Journal of the IAOS 32); with few questions and
    broad answers different people reach that by chance, hence the stricter default.
    """

    likeness: float = 0.95
    items: int = 20
    same: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completeness:
    """Per cent of the applicable items: `complete` from, `partial` from; the bounds that AAPOR names."""

    complete: int = COMPLETE_FROM
    partial: int = PARTIAL_FROM


@dataclass(frozen=True)
class Settings:
    """`control`: question → group → codes that contradict that group. `cries`: questions whose typed texts are searched
    for cries for help. `unused`: names that no edition has.
    """

    speeding: Speeding = Speeding()
    straight: Straight = Straight()
    doubles: Doubles = Doubles()
    completeness: Completeness = Completeness()
    control: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    cries: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def limits(self) -> dict[str, Any]:
        """As plain values, to be stored and printed with a result."""
        named = {name: asdict(getattr(self, name)) for name in ("speeding", "straight", "doubles", "completeness")}
        control = {
            question: {group: sorted(codes) for group, codes in groups.items()}
            for question, groups in self.control.items()
        }
        against = {one.name: one.holds.source for one in self.contradictions}
        cries = {"cries": list(self.cries)} if self.cries else {}
        return {**named, "control": control, "contradictions": against, "unused": list(self.unused), **cries}


def settings_of(definitions: Sequence[Definition]) -> Settings:
    """As the newest edition declares them; what it leaves out has the default. Raises BadSettings.

    One declaration is for all editions, so a name that none of these has is no fault: it stands in `unused`.
    """
    report = Report(languages=definitions[0].languages)
    declared = definitions[0].document.get("cleaning")
    made = _settings(At({} if declared is None else declared, "cleaning", report))
    if report.problems:
        raise BadSettings(sorted(set(report.problems)))
    return replace(made, unused=tuple(sorted(_named(made) - _known(definitions))))


def _settings(at: At) -> Settings:
    fields = at.fields("", SECTIONS)
    return Settings(
        fields.read("speeding", _speeding, Speeding()),
        fields.read("straight", _straight, Straight()),
        fields.read("doubles", _doubles, Doubles()),
        fields.read("completeness", _completeness, Completeness()),
        fields.read("control", _control, {}),
        fields.each("contradictions", _contradiction),
        fields.read("cries", strings, ()),
    )


def _named(made: Settings) -> set[str]:
    """Questions, `question=code` and groups that are named."""
    found = {*made.straight.reversed, *made.doubles.same, *made.control, *made.cries}
    for question, groups in made.control.items():
        found |= {*groups, *(f"{question}={code}" for codes in groups.values() for code in codes)}
    return found.union(*(references(one.holds) - BUILT_INS for one in made.contradictions))


def _known(definitions: Sequence[Definition]) -> set[str]:
    found: set[str] = set()
    for one in definitions:
        found |= {*one.questions, *one.groups, *(derived.name for derived in one.derived)}
        found |= {f"{asked.name}={option.code}" for asked in one.questions.values() for option in asked.options}
    return found


def _speeding(at: At) -> Speeding:
    fields = at.fields("", "share pages least")
    return Speeding(
        fields.read("share", _share, Speeding.share),
        fields.read("pages", _positive, Speeding.pages),
        fields.read("least", _positive, Speeding.least),
    )


def _straight(at: At) -> Straight:
    fields = at.fields("", "items reversed")
    return Straight(fields.read("items", _several, Straight.items), fields.read("reversed", strings, ()))


def _doubles(at: At) -> Doubles:
    fields = at.fields("", "likeness items same")
    return Doubles(
        fields.read("likeness", _share, Doubles.likeness),
        fields.read("items", _positive, Doubles.items),
        fields.read("same", strings, ()),
    )


def _completeness(at: At) -> Completeness:
    fields = at.fields("", "complete partial")
    made = Completeness(
        fields.read("complete", _positive, Completeness.complete),
        fields.read("partial", _positive, Completeness.partial),
    )
    if not made.partial < made.complete <= 100:
        at.problem("bad_value", "These are not two bounds in per cent.", "Give partial < complete ≤ 100.")
    return made


def _control(at: At) -> dict[str, dict[str, frozenset[str]]]:
    return {
        question: {group: frozenset(strings(codes)) for group, codes in item.entries().items()}
        for question, item in at.entries().items()
    }


def _contradiction(at: At) -> Contradiction:
    fields = at.fields("name text holds")
    return Contradiction(
        fields.read("name", string, ""), fields.read("text", string, ""), fields.read("holds", rule, NO_RULE)
    )


def _share(at: At) -> float:
    found = float(number(at))
    if not 0 < found <= 1:
        at.problem("bad_value", f"{found:g} is no share.", "Give a number above 0, at most 1.")
    return found


def _positive(at: At) -> int:
    return _from(at, 1)


def _several(at: At) -> int:
    return _from(at, 2)


def _from(at: At, least: int) -> int:
    found = whole(at)
    if found < least:
        at.problem("bad_value", f"{found} is too small.", f"Give a whole number from {least}.")
    return found
