"""What can be chosen in a question, where to start from, and what should come out. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from exports.fit import HARD, SOFT, Aim, Kind
from exports.published import CLAIMED, About, Figure
from surveys.engine.answers import Answer
from surveys.engine.definition import Reason
from surveys.engine.values import Value

SKIP = "(skipped)"
SKIP_SHARE = 0.03
"""Who skips a question of which no N was printed."""
LITTLE = 0.003
"""The share to start from where `<1` was printed."""


class CannotReproduce(ValueError):
    """The figures ask for what the questionnaire does not have. The message says which."""


@dataclass
class Person:
    """Somebody made up: what they chose so far (by question and derived value), and what rules see of it."""

    group: str
    values: dict[str, Value]
    chosen: dict[str, frozenset[str]]
    answers: dict[str, Answer] = field(default_factory=dict)


def about_of(figure: Figure) -> About:
    if figure.about is None:
        raise CannotReproduce(f"{figure.name} is about nothing.")
    return figure.about


def key_of(figure: Figure) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(sorted(about_of(figure).where.items(), key=lambda item: item[0]))


def holds(person: Person, where: Mapping[str, frozenset[str]]) -> bool:
    return all(person.chosen.get(name, frozenset()) & codes for name, codes in where.items())


@dataclass(frozen=True)
class Scheme:
    """Codes to choose from. `renamed` turns what a figure is about into them."""

    options: tuple[str, ...]
    reasons: Sequence[Reason] = ()
    skips: bool = True

    @property
    def codes(self) -> tuple[str, ...]:
        return (*self.options, *self.reasons, *((SKIP,) if self.skips else ()))

    def base(self, about: About) -> frozenset[str]:
        within = frozenset(self.options) - about.base.without
        within &= about.base.only or within
        return within | frozenset(self.reasons if about.base.reasons else ())

    def shares(self, figures: Sequence[Figure], kinds: Sequence[Kind]) -> dict[str, dict[str, float]]:
        sizes: dict[str, int] = {}
        for kind in kinds:
            sizes[kind.group] = sizes.get(kind.group, 0) + kind.size
        return {group: self._share(group, size, figures) for group, size in sizes.items()}

    def _share(self, group: str, size: int, figures: Sequence[Figure]) -> dict[str, float]:
        """Where to start from: what was printed of this group or of people in it; the rest in equal parts."""
        own = [figure for figure in figures if group in about_of(figure).where.get("group", {group})]
        own.sort(key=lambda figure: len(about_of(figure).where))
        n = next((int(f.expected) for f in own if about_of(f).measure == "base" and _own(f, group)), None)
        answered = size * (1 - SKIP_SHARE if self.skips else 1) if n is None else float(min(n, size))
        shares = _spread(self.options, own, answered)
        left = size - sum(shares.values())
        others = [*self.reasons, *((SKIP,) if self.skips else ())]
        return shares | {code: left / len(others) for code in others}


def _own(figure: Figure, group: str) -> bool:
    return dict(about_of(figure).where) == {"group": frozenset({group})}


def _spread(options: Sequence[str], figures: Sequence[Figure], answered: float) -> dict[str, float]:
    """Counts by code; figures about fewer codes and more people come first."""
    shares: dict[str, float] = {}
    for figure in sorted(figures, key=lambda figure: len(about_of(figure).codes)):
        about = about_of(figure)
        open_codes = [code for code in options if code in about.codes and code not in shares]
        if not open_codes:
            continue
        part = int(figure.expected) if about.measure == "count" and len(about.where) == 1 else None
        wanted = part if part is not None else _percent(figure.expected) * answered
        wanted -= sum(shares.get(code, 0) for code in about.codes)
        shares |= {code: max(wanted, 0) / len(open_codes) for code in open_codes}
    rest = [code for code in options if code not in shares]
    left = max(answered - sum(shares.values()), 0)
    shares |= {code: left / len(rest) for code in rest}
    whole = sum(shares.values()) or 1
    return {code: shares[code] * answered / whole for code in options}


def _percent(printed: str) -> float:
    return LITTLE if printed.startswith("<") else float(printed) / 100


def aim_of(figure: Figure, scheme: Scheme, kinds: Sequence[int], beside: Sequence[Person]) -> Aim:
    about = about_of(figure)
    weight = HARD if figure.kind in CLAIMED else SOFT
    among = sum(holds(person, about.where) for person in beside)
    base = scheme.base(about)
    if about.measure == "base":
        return Aim(frozenset(kinds), base, None, figure.expected, weight)
    if about.measure == "count":
        return Aim(frozenset(kinds), about.codes, None, figure.expected, weight)
    return Aim(frozenset(kinds), about.codes, base, figure.expected, weight, among)


def about_codes(figure: Figure, codes: frozenset[str]) -> Figure:
    """The same figure about other codes."""
    return replace(figure, about=replace(about_of(figure), codes=codes))
