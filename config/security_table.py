"""docs/security.md from what docs/security/asvs.yaml says: one row per requirement, with the tests behind each claim.

.venv/bin/python -m config.security_table
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCE, PAGE = ROOT / "docs" / "security" / "asvs.yaml", ROOT / "docs" / "security.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
STATES = ("met", "partly", "not met", "not applicable")


@dataclass(frozen=True)
class Claim:
    """What we say about one requirement. `tests`: `file` or `file::function`, below the repository."""

    number: str
    level: int
    asks: str
    state: str
    where: tuple[str, ...]
    tests: tuple[str, ...]
    note: str


def claims_in(text: str) -> tuple[Claim, ...]:
    read: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return tuple(_claim(number, about) for number, about in read.items())


def _claim(number: str, about: Mapping[str, Any]) -> Claim:
    where, tests = tuple(about.get("where", ())), tuple(about.get("tests", ()))
    return Claim(number, about["level"], about["asks"], about["state"], where, tests, about.get("note", ""))


def faults(claims: tuple[Claim, ...], root: Path) -> Iterator[str]:
    """Claims that are not backed: a state that is none, a file or a test that is gone, nothing behind a "met"."""
    for claim in claims:
        if claim.state not in STATES or claim.level not in (1, 2, 3):
            yield f"{claim.number}: {claim.state}, level {claim.level}"
        if claim.state == "met" and not (claim.tests and claim.where):
            yield f"{claim.number}: met, but no test or no place"
        if claim.state in ("partly", "not met") and not claim.note and not claim.tests:
            yield f"{claim.number}: {claim.state}, but not why"
        yield from (f"{claim.number}: {place} is gone" for place in claim.where if not (root / place).exists())
        yield from (f"{claim.number}: {test} is gone" for test in claim.tests if not _is_there(test, root))


def _is_there(test: str, root: Path) -> bool:
    name, _, function = test.partition("::")
    file = root / name
    return file.is_file() and (not function or f"def {function}(" in file.read_text(encoding="utf-8"))


def table(claims: tuple[Claim, ...]) -> str:
    """Markdown: how many are met, then a row each."""
    counted = Counter(claim.state for claim in claims)
    summary = ", ".join(f"{counted[state]} {state}" for state in STATES)
    rows = [f"{len(claims)} requirements: {summary}.", "", "| number | level | asks | state | where | tests |"]
    rows.append("|---|---|---|---|---|---|")
    return "\n".join([*rows, *map(_row, claims)])


def _row(claim: Claim) -> str:
    state = f"{claim.state}. {claim.note}" if claim.note else claim.state
    where = "<br>".join(f"`{place}`" for place in claim.where)
    tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in claim.tests)
    cells = (claim.number, str(claim.level), claim.asks, state, where, tests)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def with_table(page: str, made: str) -> str:
    """The page with what stands between the marks replaced. Raises ValueError where the marks are gone."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has lost its marks {BEGIN} and {END}; put them back.")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def main() -> None:
    made = table(claims_in(SOURCE.read_text(encoding="utf-8")))
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
