"""Looking for a respondent per target: by lot first, then with the solver, which also says that there is none."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import z3

from surveys.engine.definition import Definition
from surveys.engine.proof.built_ins import value_in
from surveys.engine.proof.chance import at_random
from surveys.engine.proof.formulas import Formulas
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.logic import Formula, is_so
from surveys.engine.proof.order import Place
from surveys.engine.proof.respondents import Choose, ProofMismatch, Respondent, Walk, walk
from surveys.engine.proof.scope import Scope
from surveys.engine.proof.sites import Target, targets
from surveys.engine.proof.values import CannotSay

BY_LOT = 24
"""Respondents made up by lot before the solver is asked anything."""
TIMEOUT = 20_000
"""Milliseconds for one question to the solver."""
BUILT_INS = ("known_group", "channel")


@dataclass
class Found:
    """What is known of one scope. `hits` are met, with who meets them; `undecided` says why the solver did not tell."""

    group: str
    targets: tuple[Target, ...]
    hits: dict[Target, Respondent] = field(default_factory=dict)
    impossible: set[Target] = field(default_factory=set)
    undecided: dict[Target, str] = field(default_factory=dict)
    walks: list[Walk] = field(default_factory=list)
    asked: int = 0

    @property
    def entered(self) -> bool:
        return not self.group or Target("enters", self.group) in self.hits


class Search:
    """One scope: a group's questionnaire, or the screening for ''."""

    def __init__(
        self, definition: Definition, group: str, literals: Literals, *, seed: int = 0, timeout: int = TIMEOUT
    ) -> None:
        self.definition, self.group, self.literals = definition, group, literals
        self.random = Random(f"{seed} {group}")  # noqa: S311 - made-up answers, no secrets
        self.scope = Scope(definition, group, literals)
        self.formulas = Formulas(self.scope)
        self.given: list[tuple[str, Formula]] = []
        self.solver = z3.Solver()
        self.solver.set("timeout", timeout)
        self.found = Found(group, tuple(targets(definition, self.scope.order.plan)))

    def run(self, *, by_lot: int = BY_LOT) -> Found:
        """Every target met, impossible or undecided."""
        if self.group:
            self._solve(Target("enters", self.group))
        if self.found.entered:
            self._by_lot(by_lot)
            for target in self.found.targets:
                if target not in self.found.hits:
                    self._solve(target)
        else:
            self.found.impossible.update(self.found.targets)
        return self.found

    def _by_lot(self, number: int) -> None:
        """In the questionnaire, all with the screening of whoever was found to enter it; in the screening, anyhow."""
        enters = Target("enters", self.group)
        start = self.found.hits[enters] if self.group else Respondent("")
        screening = {question.name for page in self.definition.screening.pages for question in page.questions}
        kept = {name: answer for name, answer in start.answers.items() if name in screening}
        anyhow = at_random(self.random, self.literals)
        settled = screening if self.group else set()
        for _ in range(number):
            self._take(
                Respondent(self.group, kept, start.built_ins),
                lambda shown: None if shown.question.name in settled else anyhow(shown),
            )

    def _take(self, respondent: Respondent, choose: Choose | None = None) -> Walk:
        walked = walk(self.definition, respondent, choose)
        new = walked.hits - self.found.hits.keys()
        if new:
            self.found.walks.append(walked)
            self.found.hits.update(dict.fromkeys(new, walked.respondent))
        return walked

    def _solve(self, target: Target) -> None:
        try:
            model = self._model(target)
        except CannotSay as error:
            self.found.undecided[target] = str(error)
        except _GaveUp as error:
            self.found.undecided[target] = f"the solver gave up: {error}"
        else:
            self._settle(target, model)

    def _settle(self, target: Target, model: Any) -> None:
        if model is None:
            self.found.impossible.add(target)
            return
        settled = {
            *self.scope.order.cone(self.formulas.hangs_on(target)),
            *self.scope.order.cone(self.scope.order.screening_rules()),
        }
        respondent = self._respondent(model, settled)
        anyhow = at_random(self.random, self.literals)
        walked = self._take(respondent, lambda shown: None if shown.question.name in settled else anyhow(shown))
        if target not in walked.hits:
            raise ProofMismatch(f"{target} is not met by {walked.respondent.as_json(self.definition)}")

    def _model(self, target: Target, *extra: Formula) -> Any:
        """A model of somebody who meets the target; None where nobody does."""
        formula = self.formula(target)
        return None if formula is False else self._check(formula, *extra)

    def formula(self, target: Target) -> Formula:
        """Raises CannotSay."""
        self.scope.prepare(self.formulas.hangs_on(target))
        return self.formulas.of(target)

    def _check(self, *formulas: Formula) -> Any:
        self._give()
        self.found.asked += 1
        self.solver.push()
        try:
            self.solver.add(*formulas)
            verdict = self.solver.check()
            if verdict == z3.unknown:
                raise _GaveUp(self.solver.reason_unknown())
            return self.solver.model() if verdict == z3.sat else None
        finally:
            self.solver.pop()

    def _give(self) -> None:
        """Hand the solver what was made since it was last asked."""
        fresh, self.scope.fresh = self.scope.fresh, []
        self.given.extend(fresh)
        self.solver.add(*(constraint for _, constraint in fresh))

    def _respondent(self, model: Any, names: Iterable[str]) -> Respondent:
        """Who the model speaks of, as far as these questions go."""
        asked = ((name, self.scope.domains[name]) for name in names if name in self.scope.domains)
        decoded = {name: domain.decode(model) for name, domain in asked}
        answers = {name: answer for name, answer in decoded.items() if answer is not None}
        built_ins = {
            name: value_in(self.scope.domains[name], model) for name in BUILT_INS if name in self.scope.domains
        }
        return Respondent(self.group, answers, {name: value for name, value in built_ins.items() if value})

    # The smallest respondent

    def smallest(self, target: Target) -> Respondent:
        """Somebody who meets the target with the fewest answers, then the fewest ticks. Confirmed by the path.

        The target must be one that can be met. Raises ProofMismatch where the engine does not agree.
        """
        formula, until = self.formula(target), self.formulas.until(target)
        answered = list(self._answered(until))
        model = self._fewest(formula, answered)
        held = _at_most(answered, _true(model, answered))
        ticks = [tick for name in self._names(until) for tick in self.scope.domains[name].ticks]
        model = self._fewest(formula, ticks, *held) if ticks else model
        respondent = self._respondent(model, self._names(until))
        walked = walk(self.definition, respondent)
        if target not in walked.hits:
            raise ProofMismatch(f"{target} is not met by {respondent.as_json(self.definition)}")
        return respondent

    def _answered(self, until: Place) -> Iterator[Formula]:
        """What counts as an answer: routing keys that come before must be given, and what the register knows counts."""
        for question in list(self.scope.questions(until)):
            if question.routing_key:
                self.scope.prepare(self.scope.order.rules_of(question.name))
                self.scope.ask(question.name)
        for name in (*self._names(until), *(name for name in BUILT_INS if name in self.scope.domains)):
            yield self.scope.domains[name].answered

    def _names(self, until: Place) -> list[str]:
        return [name for name, known in self.scope.known.items() if name in self.scope.domains and known.since <= until]

    def _fewest(self, formula: Formula, counted: Sequence[Formula], *held: Formula) -> Any:
        """A model of the formula in which as few of `counted` as possible are true."""
        best = self._check(formula, *held)
        if best is None:
            raise ProofMismatch("a target that was met cannot be met again")
        while most := _true(best, counted):
            model = self._check(formula, *held, *_at_most(counted, most - 1))
            if model is None:
                return best
            best = model
        return best

    # Why nobody meets a target

    def why(self, target: Target) -> tuple[str, ...]:
        """Names of questions that are asked of some people only and so rule the target out, as few as possible."""
        try:
            formula = self.formula(target)
        except CannotSay:
            return ()
        self._give()
        if formula is False:
            return ()
        marks = {name: z3.Bool(f"because of {name}") for name, _ in self.given if name}
        solver = z3.Solver()
        solver.set("timeout", TIMEOUT)
        solver.add(formula, *(z3.Implies(marks[name], held) if name else held for name, held in self.given))
        if solver.check(*marks.values()) != z3.unsat:
            return ()
        core = {str(mark) for mark in solver.unsat_core()}
        return _needed(solver, {name: mark for name, mark in marks.items() if str(mark) in core})


class _GaveUp(Exception):
    """The solver said neither yes nor no."""


def _needed(solver: Any, marks: dict[str, Any]) -> tuple[str, ...]:
    """Leave out one after the other what the contradiction does not need."""
    for name in list(marks):
        without = [mark for other, mark in marks.items() if other != name]
        if solver.check(*without) == z3.unsat:
            del marks[name]
    return tuple(marks)


def _true(model: Any, formulas: Iterable[Formula]) -> int:
    return sum(is_so(model, formula) for formula in formulas)


def _at_most(formulas: Sequence[Formula], most: int) -> list[Formula]:
    """That at most so many hold. A formula that always holds counts."""
    most -= sum(formula is True for formula in formulas)
    terms = [formula for formula in formulas if not isinstance(formula, bool)]
    return [z3.AtMost(*terms, most)] if terms and most >= 0 else [most >= 0]
