"""Stratified random samples: who is drawn, and with what chance. Pure.

Everyone gets a number from the seed and their frame id alone (SHA-256), and the lowest numbers of each stratum are
drawn: simple random sampling without replacement in each stratum (permanent random numbers: Ohlsson, "Coordination of
samples using permanent random numbers", in Cox et al., Business Survey Methods, 1995, ch. 9). So neither the order
of the rows nor who else is on the list changes anybody's number.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from invitations.frame_wordings import in_dutch

Allocation = Literal["proportional", "equal"]
Months = Literal["all", "odd", "even"]
Key = tuple[str, ...]
MOST_STRATA = 2_000
SHOWN = 5
LARGEST_SEED = 2**63 - 1
_MONTH = re.compile(r"(?P<alone>0?[1-9]|1[0-2])|[0-9]{4}-?(?P<of_year>0[1-9]|1[0-2])(?:-[0-9]{2})?")


@dataclass(frozen=True, order=True)
class Refusal:
    """Why a sample cannot be drawn, and what to do."""

    code: str
    message: str
    what_to_do: str

    def in_language(self, language: str) -> str:
        """As one text, in Dutch (`nl`) or English."""
        said = (self.message, self.what_to_do)
        return " ".join((in_dutch(text) or text) if language == "nl" else text for text in said)


class SampleRefused(ValueError):
    """The sample cannot be drawn; nothing was. Carries every reason."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__("\n".join(refusal.in_language("en") for refusal in refusals))


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be drawn. `month`: the month they started, as it stands in the list."""

    frame_id: str
    stratum: Key = ()
    month: str = ""


@dataclass(frozen=True)
class Share:
    """How many of one stratum: a count, a fraction, or all of them; of everyone, or of odd or even months only."""

    n: int | None = None
    fraction: Fraction | None = None
    months: Months = "all"


@dataclass(frozen=True)
class Wish:
    """What sample is wanted. `n` and `fraction` are of all strata together; `per_stratum` says each by itself.

    Without any of these, all of the odd or even months are drawn. Raises SampleRefused where it says too much, too
    little, or something impossible.
    """

    seed: int
    by: tuple[str, ...] = ()
    n: int | None = None
    fraction: Fraction | None = None
    allocation: Allocation = "proportional"
    per_stratum: Mapping[Key, Share] | None = None
    month_column: str = ""
    months: Months = "all"

    def __post_init__(self) -> None:
        refusals = tuple(_contradictions(self))
        if refusals:
            raise SampleRefused(*refusals)


@dataclass(frozen=True)
class Stratum:
    """A line of the allocation: `size` people on the list, `eligible` of them of the right months, `drawn` of these."""

    key: Key
    size: int
    eligible: int
    drawn: int
    months: Months = "all"

    @property
    def chance(self) -> Fraction:
        """Of the whole stratum: those of the odd months stand for those of the even months too."""
        return Fraction(self.drawn, self.size)


@dataclass(frozen=True)
class Plan:
    """The allocation, strata in order of their values."""

    by: tuple[str, ...]
    strata: tuple[Stratum, ...]

    @property
    def size(self) -> int:
        return sum(stratum.size for stratum in self.strata)

    @property
    def drawn(self) -> int:
        return sum(stratum.drawn for stratum in self.strata)

    @property
    def without_anybody(self) -> int:
        """Strata of which nobody is drawn: nobody stands for their people."""
        return sum(not stratum.drawn for stratum in self.strata)


@dataclass(frozen=True)
class Sample:
    """The plan and the frame ids that were drawn."""

    plan: Plan
    drawn: frozenset[str]


def plan(candidates: Sequence[Candidate], wish: Wish) -> Plan:
    """How many would be drawn of each stratum. Raises SampleRefused."""
    groups = _by_stratum(candidates)
    shares = _shares(groups, wish)
    eligible = {key: len(_eligible(people, shares[key].months)) for key, people in groups.items()}
    _refuse_unknown_months(groups, shares, wish)
    counts = _counts(eligible, shares, wish)
    _refuse_too_many(counts, eligible)
    strata = tuple(
        Stratum(key, len(groups[key]), eligible[key], counts[key], shares[key].months) for key in sorted(groups)
    )
    found = Plan(wish.by, strata)
    if not found.drawn:
        raise SampleRefused(Refusal("nothing_left", "Nobody would be drawn.", "Ask for more people."))
    return found


def draw(candidates: Sequence[Candidate], wish: Wish) -> Sample:
    """The same list and seed give the same people, whatever the order of the rows. Raises SampleRefused."""
    planned = plan(candidates, wish)
    groups = _by_stratum(candidates)
    drawn: set[str] = set()
    for stratum in planned.strata:
        people = _eligible(groups[stratum.key], stratum.months)
        ranked = sorted(people, key=lambda one: (_rank(wish.seed, one.frame_id), one.frame_id))
        drawn.update(one.frame_id for one in ranked[: stratum.drawn])
    return Sample(planned, frozenset(drawn))


def month(value: str) -> int:
    """1 to 12 of `5`, `05`, `2023-05`, `202305` or `2023-05-01`; 0 where it is none of these."""
    found = _MONTH.fullmatch(value)
    return int(found["alone"] or found["of_year"]) if found else 0


def apportion(total: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """The total over the keys in proportion to their weights, by largest remainder (Hare and Niemeyer).

    Of equal remainders the larger weight comes first, then the key in order.
    """
    whole = sum(weights.values())
    quotas = {key: Fraction(total * weight, whole) for key, weight in weights.items()}
    counts = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(weights, key=lambda key: (counts[key] - quotas[key], -weights[key], key))
    for key in by_remainder[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def name(key: Key) -> str:
    """A stratum in words."""
    return " · ".join(value or "–" for value in key)


def _contradictions(wish: Wish) -> Iterable[Refusal]:
    given = sum(way is not None for way in (wish.n, wish.fraction, wish.per_stratum))
    if given > 1 or (not given and wish.months == "all"):
        yield Refusal(
            "one_size",
            "The size of the sample is not clear.",
            "Give one: a number, a fraction, or a table per stratum.",
        )
    if wish.n is not None and wish.n < 1:
        yield Refusal("n", f"A sample of {wish.n} people cannot be drawn.", "Ask for at least 1.")
    if not 0 <= wish.seed <= LARGEST_SEED:
        yield Refusal("seed", "The seed is too large or below 0.", "Use a whole number of at most 18 digits.")
    fractions = [wish.fraction, *(share.fraction for share in (wish.per_stratum or {}).values())]
    if any(fraction is not None and not 0 <= fraction <= 1 for fraction in fractions) or wish.fraction == 0:
        yield Refusal("fraction", "A fraction lies between 0 and 1.", "Write a half as 0.5.")
    in_table = any(share.months != "all" for share in (wish.per_stratum or {}).values())
    if in_table and wish.months != "all":
        yield Refusal("months_twice", "Months are asked for twice.", "Say them in the table, or for all strata.")
    if (in_table or wish.months != "all") and not wish.month_column:
        yield Refusal("no_month_column", "It is not said which column holds the month.", "Name the column.")


def _by_stratum(candidates: Sequence[Candidate]) -> dict[Key, list[Candidate]]:
    if not candidates:
        raise SampleRefused(Refusal("nothing_left", "There is nobody to draw from.", "Import the list first."))
    groups: dict[Key, list[Candidate]] = {}
    for one in candidates:
        groups.setdefault(one.stratum, []).append(one)
    if len(groups) > MOST_STRATA:
        message = f"These columns make {len(groups)} strata; at most {MOST_STRATA} can be drawn from."
        raise SampleRefused(Refusal("too_many_strata", message, "Take fewer columns."))
    return groups


def _shares(groups: Mapping[Key, Sequence[Candidate]], wish: Wish) -> Mapping[Key, Share]:
    """The share of each stratum. A table must name all of them, and no others."""
    if wish.per_stratum is None:
        return {key: Share(months=wish.months) for key in groups}
    lacking, unknown = sorted(groups.keys() - wish.per_stratum.keys()), sorted(wish.per_stratum.keys() - groups.keys())
    refusals = []
    if lacking:
        message = f"The table lacks {len(lacking)} strata: {_some(lacking)}."
        refusals.append(Refusal("stratum_missing", message, "Add a row for each; write 0 where nobody is to be drawn."))
    if unknown:
        message = f"Nobody on the list is of {len(unknown)} strata of the table: {_some(unknown)}."
        refusals.append(Refusal("stratum_unknown", message, "Take these rows out, or put them right."))
    if refusals:
        raise SampleRefused(*refusals)
    if wish.months == "all":
        return wish.per_stratum
    return {key: replace(share, months=wish.months) for key, share in wish.per_stratum.items()}


def _some(keys: Sequence[Key]) -> str:
    return "; ".join(map(name, keys[:SHOWN])) + ("; …" if len(keys) > SHOWN else "")


def _eligible(people: Sequence[Candidate], months: Months) -> Sequence[Candidate]:
    if months == "all":
        return people
    odd = int(months == "odd")
    return [one for one in people if (found := month(one.month)) and found % 2 == odd]


def _refuse_unknown_months(groups: Mapping[Key, Sequence[Candidate]], shares: Mapping[Key, Share], wish: Wish) -> None:
    halved = [key for key in groups if shares[key].months != "all"]
    lacking = sum(not month(one.month) for key in halved for one in groups[key])
    if lacking:
        message = f"{lacking} people have no month in the column “{wish.month_column}”."
        advice = "Put the list right, or draw these strata from all months."
        raise SampleRefused(Refusal("month_unknown", message, advice))


def _counts(eligible: Mapping[Key, int], shares: Mapping[Key, Share], wish: Wish) -> Mapping[Key, int]:
    """People to draw of each stratum. Counts and fractions are of those of the right months."""
    if wish.per_stratum is not None:
        return {key: _of_share(share, eligible[key]) for key, share in shares.items()}
    whole = sum(eligible.values())
    if not whole or (wish.n is None and wish.fraction is None):
        return eligible
    total = wish.n if wish.n is not None else _rounded((wish.fraction or Fraction(0)) * whole)
    if total > whole:
        message = f"{total} people were asked for, and there are {whole} to draw from."
        raise SampleRefused(Refusal("too_few", message, "Ask for fewer."))
    return apportion(total, eligible if wish.allocation == "proportional" else dict.fromkeys(eligible, 1))


def _of_share(share: Share, eligible: int) -> int:
    if share.n is not None:
        return share.n
    return eligible if share.fraction is None else _rounded(share.fraction * eligible)


def _rounded(quota: Fraction) -> int:
    """To the nearest whole number, halves upwards."""
    return int(quota + Fraction(1, 2))


def _refuse_too_many(counts: Mapping[Key, int], eligible: Mapping[Key, int]) -> None:
    short = sorted(key for key, count in counts.items() if count > eligible[key])
    if short:
        raise SampleRefused(*(_too_small(key, eligible[key], counts[key]) for key in short))


def _too_small(key: Key, people: int, asked: int) -> Refusal:
    message = f"The stratum “{name(key)}” has {people} people to draw from; {asked} were asked for."
    return Refusal("stratum_too_small", message, "Ask for fewer, or join strata.")


def _rank(seed: int, frame_id: str) -> bytes:
    return sha256(f"{seed}:{frame_id}".encode()).digest()
