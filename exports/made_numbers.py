"""Printed means, medians and extremes of a number → how many years or months each made-up person gives. Pure.

People are taken in pools: the columns of which a mean or a median was printed, and everybody else. Columns with a mean
or a median may not share people, since a number that fits one would spoil the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from random import Random

from exports.counting import Where
from exports.published import Figure, Measure
from exports.scheme import SKIP_SHARE, CannotReproduce, Person, about_of, holds, key_of

MIDDLES: frozenset[Measure] = frozenset({"mean", "median"})
ENDS: frozenset[Measure] = frozenset({"low", "high"})
STEPS = 100_000
"""Steps of one in which numbers are moved towards a mean; far more than small pools need."""

Limits = tuple[int, int]


@dataclass
class _Pool:
    """People with the same printed figures. `must`: extremes that somebody of them has to give."""

    name: str
    people: list[Person]
    printed: Mapping[Measure, str] = field(default_factory=dict)
    must: list[int] = field(default_factory=list)


def made_numbers(
    name: str, people: Sequence[Person], figures: Sequence[Figure], limits: Limits, random: Random
) -> Iterator[tuple[Person, int]]:
    """Who of the people answers question `name`, and with which whole number within the limits.

    Raises CannotReproduce where no such numbers were found.
    """
    for pool in _pools(name, people, figures):
        low, high = _ends(pool, figures, limits)
        n = _answering(pool, figures, len(people))
        numbers = _numbers(pool, n, (low, high), random)
        random.shuffle(numbers)
        yield from zip(random.sample(pool.people, n), numbers, strict=True)


def _pools(name: str, people: Sequence[Person], figures: Sequence[Figure]) -> list[_Pool]:
    pools = [
        _Pool(f"{name} of {_column(where)}", [one for one in people if holds(one, where)], printed)
        for where, printed in _by_column(figures)
        if printed.keys() & MIDDLES
    ]
    taken = [id(one) for pool in pools for one in pool.people]
    if not all(pool.people for pool in pools):
        raise CannotReproduce(f"{name}: a mean or median was printed of people who are not asked. Correct the map.")
    if len(set(taken)) < len(taken):
        raise CannotReproduce(f"{name}: means of columns that share people cannot be made. Claim one of them.")
    left = [one for one in people if id(one) not in set(taken)]
    pools += [_Pool(name, left)] if left else []
    for figure in (one for one in figures if about_of(one).measure in ENDS):
        _home(name, figure, pools).must.append(int(figure.expected))
    return pools


def _by_column(figures: Sequence[Figure]) -> Iterator[tuple[Where, Mapping[Measure, str]]]:
    """What was printed of each column, by measure."""
    found: dict[object, tuple[Where, dict[Measure, str]]] = {}
    for figure in figures:
        about = about_of(figure)
        found.setdefault(key_of(figure), (about.where, {}))[1][about.measure] = figure.expected
    yield from found.values()


def _column(where: Where) -> str:
    return ", ".join(f"{name} {'/'.join(sorted(codes))}" for name, codes in where.items()) or "all"


def _home(name: str, figure: Figure, pools: Sequence[_Pool]) -> _Pool:
    """A pool of which everybody is in the column of an extreme: somebody of it gives that number."""
    where = about_of(figure).where
    for pool in pools:
        if all(holds(person, where) for person in pool.people):
            return pool
    raise CannotReproduce(f"{name}: nobody can give the number of {figure.name}. Correct the map.")


def _ends(pool: _Pool, figures: Sequence[Figure], limits: Limits) -> Limits:
    """The limits, narrowed by extremes that were printed of people in the pool."""
    low, high = limits
    for figure in figures:
        about = about_of(figure)
        if about.measure in ENDS and any(holds(person, about.where) for person in pool.people):
            low = max(low, int(figure.expected)) if about.measure == "low" else low
            high = min(high, int(figure.expected)) if about.measure == "high" else high
    return low, high


def _answering(pool: _Pool, figures: Sequence[Figure], asked: int) -> int:
    """As many as were printed of the pool; what is left of a printed total; else all but some who skip."""
    if "base" in pool.printed:
        return min(int(pool.printed["base"]), len(pool.people))
    whole = next((int(one.expected) for one in figures if about_of(one).measure == "base" and not pool.printed), None)
    if whole is not None and len(pool.people) == asked:
        return min(whole, asked)
    return len(pool.people) - round(SKIP_SHARE * len(pool.people))


def _numbers(pool: _Pool, n: int, limits: Limits, random: Random) -> list[int]:
    """`n` whole numbers with the printed middle, the extremes of `must` among them."""
    ranges = _ranges(pool, n, limits)
    for number in pool.must:
        place = 0 if number == limits[0] else len(ranges) - 1
        ranges[place] = (number, number)
    numbers = [int(random.triangular(low, high, low)) for low, high in ranges]
    if "mean" in pool.printed:
        _towards(pool, numbers, ranges, random)
    return numbers


def _ranges(pool: _Pool, n: int, limits: Limits) -> list[Limits]:
    """In which range each number may lie, in ascending order: a median fixes the one or two in the middle."""
    low, high = limits
    if "median" not in pool.printed or not n:
        return [limits] * n
    median = Decimal(pool.printed["median"])
    under, above = int(median), int(median.to_integral_value(ROUND_CEILING))
    middle = [(under, under)] if n % 2 else [(under, under), (above, above)]
    if (n % 2 and under != above) or not low <= median <= high:
        raise CannotReproduce(f"{pool.name}: {n} whole numbers have no median of {median}.")
    half = (n - len(middle)) // 2
    return [(low, under)] * half + middle + [(above, high)] * half


def _towards(pool: _Pool, numbers: list[int], ranges: Sequence[Limits], random: Random) -> None:
    """Move numbers by one until their mean prints as wanted."""
    wanted = _sums(pool.printed["mean"], len(numbers))
    for _ in range(STEPS):
        whole = sum(numbers)
        if whole in wanted:
            return
        step = 1 if whole < min(wanted, default=0) else -1
        able = [place for place, (low, high) in enumerate(ranges) if low <= numbers[place] + step <= high]
        if not able or not wanted:
            break
        numbers[random.choice(able)] += step
    raise CannotReproduce(f"{pool.name}: no {len(numbers)} numbers were found with a mean of {pool.printed['mean']}.")


def _sums(mean: str, n: int) -> AbstractSet[int]:
    """Sums of `n` whole numbers whose mean prints so, halves upwards."""
    printed = Decimal(mean)
    half = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
    first = ((printed - half) * n).to_integral_value(ROUND_CEILING)
    return frozenset(range(int(first), int(((printed + half) * n).to_integral_value(ROUND_CEILING))))
