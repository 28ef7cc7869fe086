"""How a made-up fieldwork should go: read from simulation.yaml in the study's folder. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

KINDS = ("invitation", "reminder_1", "reminder_2")
"""Letters in the order of sending."""
WAYS = ("open", "helpdesk", "flyer", "message", "session")
"""How people come who bring no letter, by kind of channel."""
SHARES = (
    *("spoiled", "undeliverable", "refused", "deceased", "excluded", "landed_only", "not_agreed", "sent_away"),
    *("helped", "interviewer", "withdrawn", "listened"),
)

Stratum = Mapping[str, str]
"""Column of the list → category."""


class PlanWrong(ValueError):
    """The plan cannot be followed. Says where, and what to write."""


@dataclass(frozen=True)
class Letters:
    """One mailing: the day of fieldwork, and the chance that who was written to answers before the next one."""

    kind: str
    day: int
    chance: float


@dataclass(frozen=True)
class Municipality:
    """A made-up one: questionnaires by its flyer and its message, sessions, and people in each session."""

    name: str
    flyer: int = 0
    message: int = 0
    sessions: int = 0
    people: int = 0


@dataclass(frozen=True)
class Asked:
    """The question that asks for a column of the list; `numbers`: the lowest and highest number of each category."""

    question: str
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class BreakOff:
    """`share` of people stop; of these `there` before the page, the others anywhere."""

    share: float = 0.0
    page: str = ""
    there: float = 0.0


@dataclass(frozen=True)
class Plan:
    """`factors`: column → category → times the chance. `lowest`: the planted stratum, and times its chance. `devices`:
    kind of device → its part.

    `reaches`: way → column → category → how much more often than their part of the list they come that way. Numbers of
    people are for a list of `size`.
    """

    letters: tuple[Letters, ...]
    weeks: int = 8
    posted_after: int = 2
    answers_within: float = 6.0
    factors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    lowest: Stratum = field(default_factory=dict)
    lowest_factor: float = 1.0
    shares: Mapping[str, float] = field(default_factory=dict)
    break_off: BreakOff = field(default_factory=BreakOff)
    profile: Mapping[str, Asked] = field(default_factory=dict)
    devices: Mapping[str, float] = field(default_factory=dict)
    open: int = 0
    helpdesk: int = 0
    municipalities: tuple[Municipality, ...] = ()
    reaches: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the list that chances depend on: strata of the report."""
        return tuple(dict.fromkeys((*self.factors, *self.lowest)))

    def share(self, name: str) -> float:
        return self.shares.get(name, 0.0)

    def chance(self, letters: Letters, person: Stratum) -> float:
        """That this person answers to these letters, before the next ones."""
        chance = letters.chance
        for name, factors in self.factors.items():
            chance *= factors.get(person.get(name, ""), 1.0)
        return min(1.0, chance * (self.lowest_factor if fits(person, self.lowest) else 1.0))

    def pull(self, way: str, person: Stratum) -> float:
        """How much more often than their part of the list such a person comes this way."""
        pull = 1.0
        for name, factors in self.reaches.get(way, {}).items():
            pull *= factors.get(person.get(name, ""), 1.0)
        return pull

    def with_lowest(self, stratum: Stratum) -> "Plan":
        """The same with the plant elsewhere."""
        return replace(self, lowest=dict(stratum))


def fits(person: Stratum, stratum: Stratum) -> bool:
    """Whether somebody is of the stratum; nobody is of {}."""
    return bool(stratum) and all(person.get(name) == code for name, code in stratum.items())


def plan_of(document: Any) -> Plan:
    """Reads what stands under `simulation:`. Raises PlanWrong."""
    given = _mapping(_mapping(document, "the file").get("simulation"), "simulation")
    known = {
        *("weeks", "letters", "posted_after", "answers_within", "factors", "lowest", "shares", "break_off"),
        *("profile", "devices", "open", "helpdesk", "municipalities", "reaches"),
    }
    _refuse_unknown(given, known, "simulation")
    lowest = _mapping(given.get("lowest") or {}, "lowest")
    made = Plan(
        letters=tuple(_letters(_mapping(given.get("letters"), "letters"))),
        weeks=_whole(given.get("weeks", 8), "weeks"),
        posted_after=_whole(given.get("posted_after", 2), "posted_after"),
        answers_within=_number(given.get("answers_within", 6), "answers_within"),
        factors=_factors(given.get("factors") or {}, "factors"),
        lowest={str(name): str(code) for name, code in _mapping(lowest.get("stratum") or {}, "lowest").items()},
        lowest_factor=_number(lowest.get("factor", 1), "lowest/factor"),
        shares=_numbers(given.get("shares") or {}, "shares"),
        break_off=_break_off(_mapping(given.get("break_off") or {}, "break_off")),
        profile=dict(_profile(_mapping(given.get("profile") or {}, "profile"))),
        devices=_numbers(given.get("devices") or {}, "devices"),
        open=_whole(given.get("open", 0), "open"),
        helpdesk=_whole(given.get("helpdesk", 0), "helpdesk"),
        municipalities=tuple(_municipality(one) for one in given.get("municipalities") or ()),
        reaches={
            str(way): _factors(found, f"reaches/{way}")
            for way, found in _mapping(given.get("reaches") or {}, "reaches").items()
        },
    )
    _refuse_unknown(made.shares, set(SHARES), "shares")
    _refuse_unknown(made.reaches, set(WAYS), "reaches")
    return made


def _letters(given: Mapping[str, Any]) -> Iterator[Letters]:
    _refuse_unknown(given, set(KINDS), "letters")
    day = -1
    for kind in (kind for kind in KINDS if kind in given):
        about = _mapping(given[kind], f"letters/{kind}")
        found = Letters(kind, _whole(about.get("day"), f"{kind}/day"), _number(about.get("chance"), f"{kind}/chance"))
        if found.day <= day or not 0 <= found.chance <= 1:
            raise PlanWrong(f"letters/{kind}: days go up from 0, and a chance is from 0 to 1.")
        day = found.day
        yield found


def _break_off(given: Mapping[str, Any]) -> BreakOff:
    _refuse_unknown(given, {"share", "page", "there"}, "break_off")
    share, there = _number(given.get("share", 0), "share"), _number(given.get("there", 0), "there")
    return BreakOff(share, str(given.get("page", "")), there)


def _profile(given: Mapping[str, Any]) -> Iterator[tuple[str, Asked]]:
    for name, found in given.items():
        about = _mapping(found, f"profile/{name}")
        _refuse_unknown(about, {"question", "numbers"}, f"profile/{name}")
        numbers = _mapping(about.get("numbers") or {}, f"profile/{name}/numbers")
        yield str(name), Asked(str(about["question"]), {str(code): (a, b) for code, (a, b) in numbers.items()})


def _municipality(given: Any) -> Municipality:
    about = _mapping(given, "municipalities")
    _refuse_unknown(about, {"name", "flyer", "message", "sessions", "people"}, "municipalities")
    if not about.get("name"):
        raise PlanWrong("municipalities: each has a name.")
    numbers = {name: _whole(value, f"municipalities/{name}") for name, value in about.items() if name != "name"}
    return Municipality(str(about["name"]), **numbers)


def _factors(given: Any, where: str) -> dict[str, dict[str, float]]:
    return {str(name): _numbers(found, f"{where}/{name}") for name, found in _mapping(given, where).items()}


def _numbers(given: Any, where: str) -> dict[str, float]:
    return {str(name): _number(value, f"{where}/{name}") for name, value in _mapping(given, where).items()}


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise PlanWrong(f"{where}: write a number of 0 or more, not {value!r}.")
    return float(value)


def _whole(value: Any, where: str) -> int:
    number = _number(value, where)
    if number != int(number):
        raise PlanWrong(f"{where}: write a whole number, not {value!r}.")
    return int(number)


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise PlanWrong(f"{where}: write keys and values, such as in perspectief-2024/simulation.yaml.")
    return given


def _refuse_unknown(given: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := [str(name) for name in given if name not in known]:
        raise PlanWrong(f"{where}: {', '.join(unknown)} is not known. Known: {', '.join(sorted(known))}.")
