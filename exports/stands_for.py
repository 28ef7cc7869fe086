"""Groups whose list stands for more people than are on it, as a study declares it, and what that does. Pure.

Weighted totals over all groups hang on such a factor, and no data can prove it: so it is said wherever it counts.
"""

from collections.abc import Mapping

from django.utils.translation import gettext

from exports.printed_sheets import rounded


def said(factors: Mapping[str, float], counts: Mapping[str, float]) -> str:
    """For the reader, in the active language; '' where no group has a factor. `counts`: of the groups, as listed."""
    grown = {name: times for name, times in factors.items() if times != 1 and counts.get(name)}
    if not grown:
        return ""
    whole = {name: count * grown.get(name, 1.0) for name, count in counts.items()}
    told = gettext(
        "The study declares that its list stands for more people than are on it: %(groups)s. Weighted, these groups "
        "are %(with)s%% of everybody; by the list's own numbers %(without)s%%. Weighted totals over all groups hang on "
        "this, so a researcher must confirm it. A set without it takes the numbers as listed."
    )
    groups = ", ".join(f"{name} × {times:g}" for name, times in grown.items())
    shares = {"with": rounded(_share(grown, whole), 1), "without": rounded(_share(grown, counts), 1)}
    return str(told % {"groups": groups, **shares})


def _share(names: Mapping[str, float], counts: Mapping[str, float]) -> float:
    return 100 * sum(counts[name] for name in names) / sum(counts.values())
