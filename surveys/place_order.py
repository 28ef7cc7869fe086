"""Countries and municipalities in the order in which a language lists them. Pure; reads files of surveys/data/.

The order itself is made by `config/build_order.py` with Unicode's rules, which Python does not have.
"""

import csv
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from surveys.cldr import countries
from surveys.languages import LANGUAGES

DATA = Path(__file__).resolve().parent / "data"
FILE = DATA / "order.json"


class OrderMissing(Exception):
    """The order of places was not made, or is of other names."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{FILE} {why}. Run `make setup`, which makes it.")


@lru_cache
def names(kind: str, language: str) -> Mapping[str, str]:
    """Name by code, in order of name. `kind` is country or municipality. Raises OrderMissing."""
    if kind == "country":
        tag = language if language in LANGUAGES else "en"
        return _ordered(countries(language), kind, tag)
    return _ordered(municipality_names(), kind, "nl")


def _ordered(found: Mapping[str, str], kind: str, tag: str) -> Mapping[str, str]:
    codes = order().get(kind, {}).get(tag, ())
    if len(codes) != len(found) or set(codes) != set(found):
        raise OrderMissing(f"has not every {kind} in {tag}")
    return {code: found[code] for code in codes}


@lru_cache
def order() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Codes by kind of place and language. Raises OrderMissing."""
    try:
        read = json.loads(FILE.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise OrderMissing("is missing") from error
    except ValueError as error:
        raise OrderMissing("cannot be read") from error
    return {kind: {tag: tuple(codes) for tag, codes in lists.items()} for kind, lists in read.items()}


@lru_cache
def municipality_names() -> Mapping[str, str]:
    """Names of the Dutch municipalities by CBS code."""
    return dict(rows("municipalities.csv"))


@lru_cache
def rows(file: str) -> tuple[tuple[str, str], ...]:
    """Code and name, from a data file with a heading line."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return tuple((row["code"], row["name"]) for row in csv.DictReader(lines))
