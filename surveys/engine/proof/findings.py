"""From what the search found to problems: each with the smallest respondent who shows it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.expressions import references
from surveys.engine.places import page_places, question_places
from surveys.engine.problems import Problem
from surveys.engine.proof.codes import finding_problem
from surveys.engine.proof.respondents import Respondent
from surveys.engine.proof.search import Search
from surveys.engine.proof.sites import Target
from surveys.engine.proof.words import in_words

GROUP_NAMES = frozenset({"group", "law", "migrant_type"})
Groups = tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """One problem, in which groups ('' = screening), and somebody who shows it.

    `because` names the questions whose own rules, together with this one, rule it out. `shows` is what the respondent
    meets: the fault itself, or, where nobody meets something, coming past the rule and not meeting it.
    """

    problem: Problem
    groups: Groups
    respondent: Respondent | None
    words: Mapping[str, str]
    because: tuple[str, ...] = ()
    shows: Target | None = None

    def as_json(self, definition: Definition) -> dict[str, Any]:
        problem = self.problem
        return {
            "code": problem.code,
            "severity": problem.severity,
            "where": problem.where,
            "message": problem.message,
            "what_to_do": problem.what_to_do,
            "groups": list(self.groups),
            "because": list(self.because),
            "respondent": self.respondent.as_json(definition) if self.respondent else None,
            "words": dict(self.words),
        }


Searches = Mapping[str, Search]


class Findings:
    """Reads the searches of all scopes side by side, so that one fault is one finding however many groups have it."""

    def __init__(self, definition: Definition, searches: Searches, only: str | None = None) -> None:
        """`only`: speak of one group, where it has the fault, and of the screening."""
        self.definition, self.searches, self.only = definition, searches, only
        self.entered = {name: search.found for name, search in searches.items() if search.found.entered}
        self.places = _places(definition)
        self.written = _written(definition)

    def all(self) -> Iterator[Finding]:
        """Every finding; with `only` set, those of that group and of the screening."""
        for finding in self._all():
            if self.only is None or not {self.only, ""}.isdisjoint(finding.groups):
                yield finding

    def _all(self) -> Iterator[Finding]:
        yield from self._groups()
        for target in dict.fromkeys(target for found in self.entered.values() for target in found.targets):
            maker = MAKERS.get(target.kind)
            if maker:
                yield from maker(self, target)
        yield from self._undecided()

    # Where a target is met, impossible, or listed at all

    def _listed(self, target: Target) -> list[str]:
        return [name for name, found in self.entered.items() if target in found.targets]

    def _impossible(self, target: Target) -> list[str]:
        return [name for name, found in self.entered.items() if target in found.impossible]

    def _met(self, target: Target) -> list[str]:
        return [name for name, found in self.entered.items() if target in found.hits]

    def _finding(
        self, code: str, target: Target, groups: Sequence[str], message: str, advice: str, shows: Target | None = None
    ) -> Finding:
        shows = shows or target
        groups = [self.only] if self.only and self.only in groups else groups
        because = self.searches[groups[0]].why(target) if shows != target else ()
        also = f" It follows from what can be answered to {', '.join(because)}." if because else ""
        respondent = self._smallest(groups[0], shows)
        words = in_words(self.definition, respondent) if respondent else {}
        problem = finding_problem(code, self.places.get(_place_key(target), target.name), message + also, advice)
        return Finding(problem, tuple(groups), respondent, words, because, shows)

    def _smallest(self, group: str, shows: Target) -> Respondent | None:
        """Somebody who shows it; how screening ends is looked for in the screening."""
        search = self.searches["" if shows.kind == "outcome" else group]
        return search.smallest(shows) if shows in search.found.hits else None

    # One maker per kind of target

    def _groups(self) -> Iterator[Finding]:
        for name, search in self.searches.items():
            target = Target("enters", name)
            if name and target in search.found.impossible:
                message = f"No answers in the screening lead to the group {name}."
                advice = "Put right the rules of the outcomes, or take the group out."
                yield self._finding("proof_unreachable_group", target, [name], message, advice, self._other_outcome())

    def _never(self, target: Target) -> Iterator[Finding]:
        """A rule that somebody comes past and that holds for nobody."""
        fails = Target("fails", target.name, target.level, target.code)
        never = [name for name in self._impossible(target) if name in self._met(fails)]
        if not never or (self._speaks_of_groups(target) and len(never) < len(self._listed(target))):
            return
        message = f"Nobody{_among(never)} gets this {target.level}: its rule never holds: {self._source(target)}."
        advice = "Correct the rule, or the rules before it; or keep this to the groups that it is for."
        yield self._finding(f"proof_unreachable_{target.level}", target, never, message, advice, fails)

    def _always(self, target: Target) -> Iterator[Finding]:
        """A rule that somebody comes past and that fails for nobody."""
        holds = Target("holds", target.name, target.level, target.code)
        always = [name for name in self._impossible(target) if name in self._met(holds)]
        if not always:
            return
        if len(always) == len(self._listed(target)):
            message = f"This rule holds for everybody who comes past it: {self._source(target)}."
            advice = "Take the rule out, or correct it."
            yield self._finding("proof_always_true", target, always, message, advice, holds)
        elif not self._speaks_of_groups(target):
            message = f"This rule holds for everybody{_among(always)}: {self._source(target)}."
            advice = (
                "Look whether what it asks for is asked in these groups; a question that is not asked counts as ''."
            )
            yield self._finding("proof_always_in_group", target, always, message, advice, holds)

    def _speaks_of_groups(self, target: Target) -> bool:
        """Whether the rule itself chooses between groups, so that it may well hold in some and not in others."""
        rule = self.written[target.level, target.name, target.code]
        return not GROUP_NAMES.isdisjoint(references(rule)) and "" not in self._listed(target)

    def _source(self, target: Target) -> str:
        text = " ".join(str(self.written[target.level, target.name, target.code]).split())
        return text if len(text) <= 200 else text[:197] + "…"

    def _outcome(self, target: Target) -> Iterator[Finding]:
        if self._impossible(target):
            message = "Nobody ends the screening here."
            advice = "Correct its rule, or the rules of the outcomes before it, or take it out."
            yield self._finding("proof_unreachable_outcome", target, [""], message, advice, self._other_outcome())

    def _other_outcome(self) -> Target | None:
        return next((target for target in self.entered[""].hits if target.kind == "outcome"), None)

    def _derived(self, target: Target) -> Iterator[Finding]:
        never = self._impossible(target)
        if never and len(never) == len(self._listed(target)):
            message = f"The derived value {target.name} is never {target.code}."
            shows = Target("enters", never[0])
            advice = "Correct the expression, or take the code out."
            yield self._finding("proof_derived_never", target, never, message, advice, shows)

    def _bad(self, target: Target) -> Iterator[Finding]:
        """Something that nobody should meet."""
        met = self._met(target)
        if met:
            code, message, advice = BAD[target.kind]
            said = message.format(name=target.name, text=self._text_of(target), among=_among(met))
            yield self._finding(code, target, met, said, advice)

    def _text_of(self, target: Target) -> str:
        texts = (item.text for item in self.definition.asserts if item.name == target.name)
        return next(texts, "") if target.kind == "assert" else ""

    def _undecided(self) -> Iterator[Finding]:
        """One finding per place. What is undecided only because a rule on it is goes unsaid."""
        faults: dict[tuple[str, str], list[str]] = {}
        for name, search in self.searches.items():
            undecided = search.found.undecided
            rules = [target for target in undecided if target.kind not in FOLLOWS]
            for target in rules or undecided:
                where = self.places.get(_place_key(target), target.name)
                faults.setdefault((where, undecided[target]), []).append(name)
        for (where, why), names in faults.items():
            message = f"It could not be decided who gets past this: {why}."
            problem = finding_problem("proof_undecided", where, message, "Write the rule in simpler terms.")
            yield Finding(problem, tuple(dict.fromkeys(names)), None, {})


BAD: Mapping[str, tuple[str, str, str]] = {
    "empty": (
        "proof_empty_options",
        "The rules of the options leave none for somebody{among} who should get the question {name}.",
        "Keep at least one option without a rule, or give the question a rule that goes with its options.",
    ),
    "stuck": (
        "proof_dead_end",
        "Nobody can get past {name}: it must be answered, and no answer fits.",
        "Correct min and max, give it options, or allow a reason such as dont_know.",
    ),
    "nothing": (
        "proof_nothing_asked",
        "Somebody{among} gets no page at all.",
        "Keep one page without a rule, or send these people to another outcome.",
    ),
    "gap": (
        "proof_screening_gap",
        "Somebody ends the screening without an outcome.",
        "End with an outcome without a rule.",
    ),
    "assert": (
        "proof_assert_fails",
        "This does not hold for everybody{among}: {text}",
        "Correct the rules of the questions it speaks of, or the statement.",
    ),
    "between": (
        "proof_rule_gap",
        "Rules about {name} meet at one value, and somebody{among} falls between them.",
        "Let one of the two rules include the value; give who knows a date in part a place of their own.",
    ),
}
MAKERS: Mapping[str, Callable[[Findings, Target], Iterator[Finding]]] = {
    "holds": Findings._never,
    "fails": Findings._always,
    "outcome": Findings._outcome,
    "derived": Findings._derived,
    **dict.fromkeys(BAD, Findings._bad),
}


def _among(groups: Sequence[str]) -> str:
    named = [name for name in groups if name]
    return f" in {', '.join(named)}" if named else ""


def _written(definition: Definition) -> dict[tuple[str, str, str], Any]:
    """Rules by level, name and option code."""
    found: dict[tuple[str, str, str], Any] = {("section", s.name, ""): s.relevant for s in definition.sections}
    for page in definition.all_pages():
        found["page", page.name, ""] = page.relevant
        for question in page.questions:
            found["question", question.name, ""] = question.relevant
            found |= {("option", question.name, option.code): option.relevant for option in question.options}
    return found


FOLLOWS = frozenset({"page", "question", "option"})
"""Kinds that are met where rules hold."""
PLAIN_LEVEL = {"empty": "question", "stuck": "question", "between": "question", "nothing": "group", "enters": "group"}


def _place_key(target: Target) -> tuple[str, str, str]:
    level = target.level or PLAIN_LEVEL.get(target.kind, target.kind)
    return (level, target.name, target.code if level == "option" else "")


def _places(definition: Definition) -> dict[tuple[str, str, str], str]:
    """Where things stand, as in every other problem."""
    found = {("section", item.name, ""): f"sections/{item.name}" for item in definition.sections}
    found |= {("page", page.name, ""): where for where, page in page_places(definition)}
    for where, question in question_places(definition):
        found["question", question.name, ""] = where
        found |= {("option", question.name, o.code): f"{where}/options/{o.code}" for o in question.options}
    found |= {("outcome", item.name, ""): f"screening/outcomes/{item.name}" for item in definition.screening.outcomes}
    found |= {("derived", item.name, ""): f"derived/{item.name}" for item in definition.derived}
    found |= {("assert", item.name, ""): f"asserts/{item.name}" for item in definition.asserts}
    found |= {("group", name, ""): f"groups/{name}" for name in definition.groups}
    return {**found, ("gap", "screening", ""): "screening/outcomes"}
