"""How printed figures and a dataset agree, in words for a terminal. Pure."""

from collections.abc import Iterator

from exports.agreement import Agreement, Finding, largest
from exports.published import KINDS

STAMP = "MADE-UP RESPONDENTS, INTERNAL: before disclosure control, not for release."
PUT_IN = "These figures were put in; agreement shows that routing, storing and counting lose nothing."
NAMES = {
    "exact": "exact",
    "corrected": "N corrected",
    "impossible": "impossible",
    "fitted": "breakdowns, fitted",
    "not_printed": "not printed",
    "not_claimed": "not claimed",
}


def lines(found: Agreement, *, every: bool = False) -> Iterator[str]:
    """The whole report. `every`: also each fitted figure that differs, and what was left out."""
    yield STAMP
    yield PUT_IN
    yield f"{found.people} made-up respondents; {found.wanted} answered then."
    yield ""
    yield from _counts(found)
    yield ""
    yield from _fitted(found, every)
    yield ""
    yield from _reasons(found, every)
    yield f"A release would hide {found.hidden} of these cells and mark {found.few} as few answers."
    yield ""
    yield from _verdict(found)


def _counts(found: Agreement) -> Iterator[str]:
    yield f"{found.total} printed figures"
    for kind in KINDS:
        states = found.by_kind[kind]
        said = {"equal": "equal", "near": "near", "wrong": "WRONG"}
        told = ", ".join(f"{states[state]} {word}" for state, word in said.items() if states[state])  # type: ignore[index]
        yield f"  {NAMES[kind]:<20}{sum(states.values()):>6}" + (f"   {told}" if told else "")


def _fitted(found: Agreement, every: bool) -> Iterator[str]:
    yield "Breakdowns by table: figures, equal, largest difference in points and in N"
    for name, findings in found.by_table("fitted").items():
        equal = sum(finding.state == "equal" for finding in findings)
        points, people = largest(findings, ("pct",)), largest(findings, ("n", "N"))
        yield f"  {name:<12}{len(findings):>4}{equal:>4}   {_apart(points)} points, {_apart(people)} in N"
        if every:
            yield from (f"      {_line(finding)}" for finding in findings if finding.state != "equal")


def _apart(finding: Finding | None) -> str:
    return f"{finding.apart:+.0f}" if finding and finding.apart is not None else "0"


def _reasons(found: Agreement, every: bool) -> Iterator[str]:
    yield "Corrected, and impossible beside another figure"
    for kind in ("corrected", "impossible"):
        for finding in (one for findings in found.by_table(kind).values() for one in findings):
            yield f"  {_line(finding)}: {finding.figure.why}"
    if every:
        for finding in (one for findings in found.by_table("not_claimed").values() for one in findings):
            yield f"  not claimed {finding.figure.name}: {finding.figure.why}"


def _verdict(found: Agreement) -> Iterator[str]:
    for finding in found.wrong:
        yield f"WRONG {_line(finding)}"
    if found.people != found.wanted:
        yield f"WRONG {found.people} people, {found.wanted} answered then. Simulate into a database of its own."
    yield f"{len(found.wrong)} WRONG." if not found.agrees else "Nothing wrong: every exact figure is equal."


def _line(finding: Finding) -> str:
    figure = finding.figure
    meant = f" (meant {figure.expected})" if figure.expected != figure.printed else ""
    return f"{figure.name}: printed {figure.printed}{meant}, found {finding.found}"


def as_json(found: Agreement) -> dict[str, object]:
    """Counts and what is wrong, as plain values."""
    return {
        "stamp": STAMP,
        "put_in": PUT_IN,
        "respondents": found.people,
        "figures": found.total,
        "by_kind": {kind: {"figures": sum(states.values()), **states} for kind, states in found.by_kind.items()},
        "a_release_would_hide": found.hidden,
        "wrong": [_line(finding) for finding in found.wrong],
        "agrees": found.agrees,
    }
