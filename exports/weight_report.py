"""A set of weights told: as lines of text, as a table for programs, and as what the page and the HTML file show."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from exports.counting import GROUP
from exports.printed_sheets import rounded
from exports.stands_for import said

FORMATS = ("html", "csv", "txt")
COLUMNS = ("margin", "codes", "respondents", "register", "register_pct", "unweighted_pct", "base_pct", "weighted_pct")


@dataclass(frozen=True)
class About:
    """Which set it is; `version` None where it was not stored.

    `diagnostics` and `recipe` as they are stored (weight_diagnostics, weigh.recipe).
    """

    study: str
    name: str
    version: int | None
    made_at: datetime
    default: bool
    synthetic: bool
    diagnostics: Mapping[str, Any]
    recipe: Mapping[str, Any]


def write(about: About, directory: Path, language: str) -> tuple[str, ...]:
    """Three files in a folder that is there; their names."""
    stem = f"{about.study}-weight_{about.name}-{about.version or 'trial'}"
    with translation.override(language):
        texts = {
            "html": render_to_string("exports/weight_report.html", {"about": told(about), "lang": language}),
            "csv": "\ufeff" + as_csv(about),
            "txt": "\n".join(lines(about)) + "\n",
        }
    for kind, text in texts.items():
        (directory / f"{stem}.{kind}").write_text(text, encoding="utf-8", newline="")
    return tuple(f"{stem}.{kind}" for kind in FORMATS)


def told(about: About) -> dict[str, Any]:
    """Ready texts, in the language that is active."""
    found = about.diagnostics
    return {
        "title": f"weight_{about.name}",
        "study": about.study,
        "version": about.version,
        "made_at": about.made_at,
        "default": about.default,
        "synthetic": about.synthetic,
        "figures": list(_figures(about)),
        "groups": [{"name": name or "–", **_spread(one)} for name, one in found["groups"]],
        "margins": [_margin(one) for one in found["margins"]],
        "stands_for": stands_for_of(about.recipe),
        "notes": list(_notes(found)),
    }


def stands_for_of(recipe: Mapping[str, Any]) -> str:
    """What must be confirmed of groups that stand for more people than are listed; '' where there are none."""
    factors: Mapping[str, float] = recipe.get("stands_for", {})
    missing = recipe.get("missing", {}).get(GROUP, ())
    whole = [one["counts"] for one in recipe["margins"] if one["variable"] == GROUP and not one["within"]]
    listed = {name: n / factors.get(name, 1.0) for one in whole for name, n in one.items() if name not in missing}
    return said(factors, listed)


def _figures(about: About) -> Iterator[tuple[str, str]]:
    found, recipe = about.diagnostics, about.recipe
    whole = found["whole"]
    yield gettext("Interviews with a weight"), f"{whole['n']}"
    yield gettext("Interviews without a weight"), f"{found['unweighted']}"
    yield gettext("Effective number (Kish)"), rounded(whole["effective"], 0)
    yield gettext("Design effect"), rounded(whole["design_effect"], 2)
    yield (
        gettext("Smallest and largest weight (mean 1)"),
        " – ".join(rounded(whole[name], 2) for name in ("smallest", "largest")),
    )
    yield gettext("Limit"), f"{recipe['largest']:g}" if recipe["largest"] else "–"
    yield gettext("Weights at the limit"), f"{found['cut']}"
    yield gettext("Rounds of raking"), f"{found['rounds']}"
    yield gettext("Largest distance to a margin, in percentage points"), rounded(found["gap"] * 100, 4)
    yield gettext("Without a selection chance of their own"), f"{found['without_chance']}"


def _spread(one: Mapping[str, Any]) -> dict[str, str]:
    return {
        "n": f"{one['n']}",
        "effective": rounded(one["effective"], 0),
        "design_effect": rounded(one["design_effect"], 2),
        "largest": rounded(one["largest"], 2),
    }


def _margin(one: Mapping[str, Any]) -> dict[str, Any]:
    cells = [
        {
            "codes": " + ".join(cell["codes"]),
            "n": f"{cell['n']}",
            "count": rounded(cell["count"], 0),
            **{key: rounded(cell[key] * 100, 1) for key in ("register", "unweighted", "base", "weighted")},
        }
        for cell in one["cells"]
    ]
    return {"name": one["margin"], "reference": one["reference"], "without": one["without"], "cells": cells}


def _notes(found: Mapping[str, Any]) -> Iterator[str]:
    if found.get("removed"):
        yield gettext("Interviews removed by decision in cleaning, and left out: %(n)s.") % {"n": found["removed"]}
    for merge in found["merges"]:
        yield gettext("%(margin)s: %(codes)s (%(n)s respondents) was merged with %(into)s.") % {
            "margin": merge["margin"],
            "codes": " + ".join(merge["codes"]),
            "into": " + ".join(merge["into"]),
            "n": merge["n"],
        }
    for name in found["left_out"]:
        yield gettext("%(margin)s: left out, as one cell or none was left.") % {"margin": name}
    for code, n in found["uncounted"].items():
        yield gettext("%(code)s: %(n)s respondents; the register does not count it, so it counts as no value.") % {
            "code": code,
            "n": n,
        }


def lines(about: About) -> Iterator[str]:
    """As text for a terminal or a file."""
    shown = told(about)
    state = (
        " ".join((gettext("version"), str(shown["version"]))) if shown["version"] else gettext("a trial, not stored")
    )
    yield f"{shown['study']} {shown['title']} ({state})"
    if shown["synthetic"]:
        yield gettext("Weights of made-up people: not real data.")
    yield from ([shown["stands_for"]] if shown["stands_for"] else [])
    yield from (f"{name}: {value}" for name, value in shown["figures"])
    for margin in shown["margins"]:
        yield ""
        yield "{} ({}: {})".format(margin["name"], gettext("no value"), margin["without"])
        for cell in margin["cells"]:
            shares = f"{cell['register']:>6}% {cell['unweighted']:>6}% {cell['base']:>6}% {cell['weighted']:>6}%"
            yield f"  {cell['codes']:<30} {cell['n']:>6} {shares}"
    yield from (["", *shown["notes"]] if shown["notes"] else [])


def as_csv(about: About) -> str:
    """A line per cell of a margin; shares in per cent, unrounded."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for margin in about.diagnostics["margins"]:
        for cell in margin["cells"]:
            shares = [cell[key] * 100 for key in ("register", "unweighted", "base", "weighted")]
            rows.writerow([margin["margin"], "+".join(cell["codes"]), cell["n"], cell["count"], *shares])
    return out.getvalue()
