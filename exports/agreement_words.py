"""How printed figures and a dataset agree, in words for a terminal. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from exports.agreement import Agreement, Finding, State, largest
from exports.published import KINDS, Kind

STAMP = "MADE-UP RESPONDENTS, INTERNAL: before disclosure control, not for release."
PUT_IN = "These figures were put in; agreement shows that routing, storing and counting lose nothing."
NAMES = {
    "exact": "exact",
    "corrected": "N corrected",
    "impossible": "impossible",
    "fitted": "breakdowns, fitted",
    "range": "told in words",
    "not_printed": "not printed",
    "not_claimed": "not claimed",
}

IN_WORDS: Mapping[State, str] = {"equal": "in range", "wrong": "OUT OF RANGE"}
FEW = 20
"""Figures that cannot be compared are listed where there are no more of them; otherwise only when asked for."""


def lines(found: Agreement, *, every: bool = False) -> Iterator[str]:
    """The whole report. `every`: also each fitted figure that differs, and what was left out."""
    yield STAMP
    yield PUT_IN
    yield f"{found.people} made-up respondents; {found.wanted} are to be made."
    yield ""
    yield from _counts(found)
    yield ""
    yield from _tables(found, every)
    yield ""
    yield from _ranges(found)
    yield from _reasons(found, every)
    yield f"A release would hide {found.hidden} of these cells and mark {found.few} as few answers."
    yield ""
    yield from _verdict(found)


def _counts(found: Agreement) -> Iterator[str]:
    yield f"{found.total} printed figures"
    for kind in KINDS:
        states = found.by_kind[kind]
        said = IN_WORDS if kind == "range" else {"equal": "equal", "near": "near", "wrong": "WRONG"}
        told = ", ".join(f"{states[state]} {word}" for state, word in said.items() if states[state])  # type: ignore[index]
        yield f"  {NAMES[kind]:<20}{sum(states.values()):>6}" + (f"   {told}" if told else "")


def _tables(found: Agreement, every: bool) -> Iterator[str]:
    yield "By table: figures of each kind; of those compared how many are equal, and how far breakdowns lie apart"
    for name, findings in found.by_table.items():
        kinds = {kind: [finding for finding in findings if finding.figure.kind == kind] for kind in KINDS}
        told = [_told(kind, of_kind) for kind, of_kind in kinds.items() if of_kind]
        told += [f"{found.unnamed[name]} {NAMES['not_claimed']}"] if name in found.unnamed else []
        yield f"  {name:<12} {'; '.join(told)}"
        if every:
            yield from (f"      {_line(finding)}" for finding in kinds["fitted"] if finding.state != "equal")


def _told(kind: Kind, findings: Sequence[Finding]) -> str:
    if all(finding.state == "left" for finding in findings):
        return f"{len(findings)} {NAMES[kind]}"
    equal = sum(finding.state == "equal" for finding in findings)
    said = f"{NAMES[kind]} {equal} of {len(findings)}"
    if kind == "fitted":
        said += f" ({_apart(largest(findings, ('pct',)))} points, {_apart(largest(findings, ('n', 'N')))} in N)"
    return said


def _ranges(found: Agreement) -> Iterator[str]:
    """Each figure told in words, with what the words can stand for."""
    told = found.of_kind("range")
    if told:
        yield "Told in words: what that can stand for in points, what came out"
        for one in told:
            meant = f"{one.figure.printed}, {one.figure.range.words}"
            yield f"  {one.figure.name}: {meant}; found {one.found or 'nobody'}: {IN_WORDS[one.state]}"
        yield ""


def _apart(finding: Finding | None) -> str:
    return f"{finding.apart:+.0f}" if finding and finding.apart is not None else "0"


def _reasons(found: Agreement, every: bool) -> Iterator[str]:
    yield "Corrected, and impossible beside another figure"
    kinds: tuple[Kind, ...] = ("corrected", "impossible")
    for kind in kinds:
        yield from (f"  {_line(finding)}: {finding.figure.why}" for finding in found.of_kind(kind))
    left = found.of_kind("not_claimed")
    if left and (every or len(left) <= FEW):
        yield "Cannot be compared"
        for finding in left:
            yield f"  {finding.figure.name}, {finding.figure.printed}: {finding.figure.why}"


def _verdict(found: Agreement) -> Iterator[str]:
    for finding in found.wrong:
        yield f"{'OUT OF RANGE' if finding.figure.kind == 'range' else 'WRONG'} {_line(finding)}"
    if found.people != found.wanted:
        yield f"WRONG {found.people} people, {found.wanted} were to be made. Simulate into a database of its own."
    right = "every exact figure is equal" + (", the others are in range" if found.of_kind("range") else "")
    yield f"{len(found.wrong)} WRONG." if not found.agrees else f"Nothing wrong: {right}."


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
