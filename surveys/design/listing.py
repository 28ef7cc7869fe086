"""Problems and findings of a draft as pages list them: by place, errors first, in the reader's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.design.node_words import words_of
from surveys.design.places import Place, page_of, place_of, within
from surveys.design.steps import STUDY, Node, Tree
from surveys.engine.problems import Problem, Severity


@dataclass(frozen=True)
class Walker:
    """Somebody who shows a finding: in words, and by which number of which proof."""

    run: int
    number: int
    words: str


@dataclass(frozen=True)
class Line:
    """One problem in the reader's language. `older`: found in an earlier text of the draft."""

    problem: Problem
    place: Place
    walker: Walker | None = None
    proof: bool = False

    @property
    def is_error(self) -> bool:
        return self.problem.severity == "error"


@dataclass(frozen=True)
class Spot:
    """A thing of the draft with its problems; `words` are the respondents', `page` the page it is on."""

    ref: str
    kind: str
    name: str
    words: str
    page: str
    lines: tuple[Line, ...]

    @property
    def errors(self) -> int:
        return sum(line.is_error for line in self.lines)

    @property
    def has_page(self) -> bool:
        """Whether the workbench has a page of this thing."""
        return self.ref != STUDY


def of_checks(tree: Tree, problems: Iterable[Problem]) -> tuple[Line, ...]:
    """`problems`: in the reader's language."""
    return tuple(Line(one, place_of(tree, one.where)) for one in problems)


def of_proof(tree: Tree, run: int, found: Sequence[Mapping[str, Any]], language: str) -> tuple[Line, ...]:
    """`found`: the findings as a ProofRun keeps them."""
    return tuple(_finding(tree, run, number, one, language) for number, one in enumerate(found))


def _finding(tree: Tree, run: int, number: int, one: Mapping[str, Any], language: str) -> Line:
    severity: Severity = "error" if one["severity"] == "error" else "warning"
    problem = Problem(one["where"], one["code"], one["message"], one["what_to_do"], severity).in_language(language)
    words = one["words"].get(language) or one["words"].get("en", "")
    walker = Walker(run, number, words) if one["respondent"] else None
    return Line(problem, place_of(tree, problem.where), walker, proof=True)


def of_node(tree: Tree, lines: Iterable[Line], ref: str) -> tuple[Line, ...]:
    """Those of a thing and of what stands below it, errors first."""
    refs = within(tree, ref)
    return _errors_first(line for line in lines if line.place.ref in refs)


def by_place(tree: Tree, lines: Iterable[Line], language: str) -> tuple[Spot, ...]:
    """In the order of the draft, places with errors before all others; what belongs to no thing comes first."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.place.ref, []).append(line)
    order = {ref: place for place, ref in enumerate((STUDY, *(node.ref for node in tree.walk())))}
    spots = (_spot(tree, ref, found[ref], language) for ref in sorted(found, key=order.__getitem__))
    return tuple(sorted(spots, key=lambda spot: not spot.errors))


def _spot(tree: Tree, ref: str, lines: Sequence[Line], language: str) -> Spot:
    node = tree.by_ref.get(ref)
    if node is None:
        return Spot(STUDY, "study", "", "", "", _errors_first(lines))
    page = page_of(tree, ref)
    on = "" if page is None or page is node else page.name
    return Spot(ref, node.kind, _name(tree, node), words_of(node, language), on, _errors_first(lines))


def _name(tree: Tree, node: Node) -> str:
    """An option goes by its question's name too."""
    above = tree.by_ref.get(node.parent)
    return f"{above.name} / {node.name}" if node.kind == "option" and above else node.name


def _errors_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: not line.is_error))
