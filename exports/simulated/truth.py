"""What a made-up fieldwork did, as it was done: what pages and files are held against. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import yaml

from exports.simulated.plan import Plan, Stratum, fits

SAYS = (
    "Everybody in this fieldwork is made up. The list has the register's numbers by group, gender, learning route and "
    "age; how people are divided over municipalities, languages and months is made up, as are the municipalities."
)
Cell = tuple[str, ...]


class Done(Protocol):
    """One questionnaire, as `answering.Outcome` tells of it."""

    @property
    def person(self) -> Stratum: ...
    @property
    def letter(self) -> str: ...
    @property
    def started(self) -> date: ...
    @property
    def mode(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def sent(self) -> date | None: ...
    @property
    def withdrawn(self) -> bool: ...


@dataclass
class Line:
    """People of a stratum, and what became of them. `written`: letters that were posted, by kind; `answered`: people
    who began with the code of that kind; of these are `sent`, `busy` and `withdrawn`.
    """

    size: int = 0
    written: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    busy: int = 0
    withdrawn: int = 0


@dataclass
class Truth:
    """`channels`: by slug who landed, started and completed, also who removed their answers later. `door`: who did not
    begin, by reason. `uses`: devices and languages listened in, as `device phone started`. `days`, `languages`, `modes`
    and `stopped` (the page that was to come) leave out who removed their answers.
    """

    study: str
    plan: Plan
    seed: int
    first_day: date
    last_day: date
    strata: dict[Cell, Line] = field(default_factory=dict)
    channels: dict[str, Counter[str]] = field(default_factory=dict)
    days: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    door: Counter[str] = field(default_factory=Counter)
    uses: Counter[str] = field(default_factory=Counter)
    letter_days: dict[str, date] = field(default_factory=dict)
    interviews: int = 0

    def line(self, person: Stratum) -> Line:
        cell = tuple(person.get(name, "") for name in self.plan.columns)
        return self.strata.setdefault(cell, Line())

    def channel(self, slug: str) -> Counter[str]:
        return self.channels.setdefault(slug, Counter())

    def count(self, outcomes: Iterable[Done]) -> None:
        """Takes in every questionnaire, once."""
        for one in outcomes:
            self.interviews += 1
            if one.letter:
                self._of_letter(one)
            if one.withdrawn:
                continue
            self.days[one.started.isoformat()] += 1
            self.languages[one.language] += 1
            self.modes[one.mode] += 1
            if one.sent is None:
                self.stopped[one.page] += 1

    def _of_letter(self, one: Done) -> None:
        line = self.line(one.person)
        line.answered[one.letter] += 1
        line.withdrawn += one.withdrawn
        line.sent += one.sent is not None and not one.withdrawn
        line.busy += one.sent is None

    def as_document(self) -> dict[str, Any]:
        """Plain values, for YAML."""
        return {
            "about": SAYS,
            "study": self.study,
            "seed": self.seed,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "letters": {kind: day.isoformat() for kind, day in self.letter_days.items()},
            "interviews": self.interviews,
            "planted": {"stratum": dict(self.plan.lowest), "factor": self.plan.lowest_factor},
            "columns": list(self.plan.columns),
            "strata": [self._line(cell, line) for cell, line in sorted(self.strata.items())],
            "channels": {slug: _sorted(counts) for slug, counts in sorted(self.channels.items())},
            **{
                name: _sorted(getattr(self, name)) for name in ("days", "languages", "modes", "stopped", "door", "uses")
            },
        }

    def _line(self, cell: Cell, line: Line) -> dict[str, Any]:
        person = dict(zip(self.plan.columns, cell, strict=True))
        return {
            "stratum": person,
            "planted": fits(person, self.plan.lowest),
            "chances": {one.kind: round(self.plan.chance(one, person), 5) for one in self.plan.letters},
            "size": line.size,
            **{name: _sorted(getattr(line, name)) for name in ("written", "answered", "states")},
            **{name: getattr(line, name) for name in ("sent", "busy", "withdrawn")},
        }

    def as_yaml(self) -> str:
        return yaml.safe_dump(self.as_document(), sort_keys=False, allow_unicode=True, width=150)


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts) if counts[name]}
