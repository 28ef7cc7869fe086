"""What a study declares about its tables: the breakdowns of a report, and whom percentages are about. Pure.

breakdowns: [group, learning_route, group+gender]
table_bases: {pip_useful: {without: [no_pip]}, remarks: {asked: true, reasons: true}}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from exports.breakdowns import MOST_NAMES
from exports.counting import Base, Variable, variables_of
from exports.declared import WronglyDeclared
from surveys.engine.definition import Definition
from surveys.engine.document import At, Report, flag, strings
from surveys.engine.text import Text

BREAKDOWNS, BASES = "breakdowns", "table_bases"
WRONG_BREAKDOWN, WRONG_BASE = "wrong_breakdown", "wrong_base"
SPELLING = "Check the spelling."
WORDS = {
    "reasons": Text({"nl": "“Weet ik niet” en dergelijke tellen mee.", "en": "“Don't know” and the like count."}),
    "asked": Text(
        {"nl": "Wie de vraag oversloeg, telt mee.", "en": "People who were asked and skipped the question count."}
    ),
    "counts": Text(
        {
            "nl": "Antwoordden er minder dan 30 mensen, dan staan er aantallen (n=) en geen percentages.",
            "en": "Where fewer than 30 people answered, numbers of people (n=) stand instead of percentages.",
        }
    ),
    "without": Text({"nl": "Wie alleen {codes} koos, telt niet mee.", "en": "Who chose only {codes} does not count."}),
    "only": Text({"nl": "Alleen wie {codes} koos, telt mee.", "en": "Only who chose {codes} counts."}),
}
"""What a declared base adds to the base in words."""


@dataclass(frozen=True)
class Declared:
    """`breakdowns` as they would be typed; `bases` by question or derived value."""

    breakdowns: tuple[str, ...] = ()
    bases: Mapping[str, Base] = field(default_factory=dict)


def of_edition(definition: Definition, every: Sequence[Definition] = (), beside: Sequence[str] = ()) -> Declared:
    """Raises WronglyDeclared with every fault.

    Names must be of one of `every` edition, the newest first (default: not looked at), or of what stands `beside`.
    """
    report = Report()
    found = Declared(_breakdowns(definition, report), _bases(definition, report))
    if every:
        known = [variables_of(one) for one in every]
        _check_breakdowns(found.breakdowns, known, beside, report)
        _check_bases(found.bases, known, report)
    if report.problems:
        raise WronglyDeclared(sorted(set(report.problems)))
    return found


def _breakdowns(definition: Definition, report: Report) -> tuple[str, ...]:
    return strings(At(definition.document.get(BREAKDOWNS) or [], BREAKDOWNS, report))


def _bases(definition: Definition, report: Report) -> dict[str, Base]:
    at = At(definition.document.get(BASES) or {}, BASES, report)
    return {str(name): _base(item) for name, item in at.entries().items()}


def _base(at: At) -> Base:
    fields = at.fields("", "reasons asked without only counts")
    return Base(
        reasons=fields.read("reasons", flag, False),
        asked=fields.read("asked", flag, False),
        without=frozenset(fields.read("without", strings, ())),
        only=frozenset(fields.read("only", strings, ())),
        counts=fields.read("counts", flag, False),
    )


Variables = Sequence[Mapping[str, Variable]]


def _check_breakdowns(asked: Sequence[str], known: Variables, beside: Sequence[str], report: Report) -> None:
    for one in asked:
        at, names = At(one, f"{BREAKDOWNS}/{one}", report), one.split("+")
        if len(names) > MOST_NAMES or len(set(names)) < len(names):
            at.problem(WRONG_BREAKDOWN, f"It does not cross {MOST_NAMES} different names at most.", "Take some out.")
        for name in names:
            found = [held[name] for held in known if name in held]
            if not found and name not in beside:
                message = f"No edition has a question or derived value “{name}” with options."
                at.problem(WRONG_BREAKDOWN, message, SPELLING)
            elif any(variable.multi for variable in found):
                several = f"“{name}” has several answers per person, who would stand in two columns."
                at.problem(WRONG_BREAKDOWN, several, "Name a question with one answer.")


def _check_bases(bases: Mapping[str, Base], known: Variables, report: Report) -> None:
    for name, base in bases.items():
        at = At(name, f"{BASES}/{name}", report)
        found = [held[name] for held in known if name in held]
        if not found:
            at.problem(WRONG_BASE, f"No edition has a question or derived value “{name}” with options.", SPELLING)
            continue
        codes = {code for variable in found for code, _ in variable.options}
        for code in sorted((base.without | base.only) - codes):
            at.problem(WRONG_BASE, f"“{name}” has no option “{code}”.", f"Choose from: {', '.join(sorted(codes))}.")


def used_breakdowns(declared: Declared, names: Mapping[str, Variable]) -> tuple[str, ...]:
    """Those of which these data have every name."""
    return tuple(one for one in declared.breakdowns if all(part in names for part in one.split("+")))


def base_words(base: Base | None, variable: Variable) -> dict[str, str]:
    """What a declared base adds to the base in words, in Dutch and English; '' where none is declared."""
    told: dict[str, str] = {"nl": "", "en": ""}
    for part in ("reasons", "asked", "counts"):
        for language in told if base and getattr(base, part) else ():
            told[language] += f" {WORDS[part][language]}"
    for part, codes in (("without", base.without), ("only", base.only)) if base else ():
        for language in told if codes else ():
            listed = [f"“{label.get(language) or code}”" for code, label in variable.options if code in codes]
            told[language] += f" {WORDS[part][language].format(codes=', '.join(listed))}"
    return told
