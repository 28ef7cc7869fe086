"""One table of questions by groups: asked of everybody, of some by a rule, or of nobody. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys.engine.definition import Definition, Page, Question
from surveys.engine.expressions import Expression
from surveys.engine.plan import SCREENING, for_group
from surveys.engine.reach import Share, question_levels, reach


@dataclass(frozen=True)
class Cell:
    """One question in one group. `rules`: what the answers decide, from the section's rule down; all have to hold."""

    group: str
    share: Share
    rules: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Line:
    """One question with its cells; in the screening one cell stands for everybody."""

    page: Page
    question: Question
    cells: tuple[Cell, ...]

    @cached_property
    def differs(self) -> bool:
        """Whether groups are asked this differently."""
        return len({(cell.share, cell.rules) for cell in self.cells}) > 1


@dataclass(frozen=True)
class Part:
    """A section with its lines; '' = the screening."""

    section: str
    lines: tuple[Line, ...]


def matrix(definition: Definition) -> tuple[Part, ...]:
    """Every question, statements included, in document order."""
    screening = tuple(_lines(definition, definition.screening.pages, [SCREENING]))
    groups = list(definition.groups)
    parts = (Part(one.name, tuple(_lines(definition, one.pages, groups))) for one in definition.sections)
    return (*((Part("", screening),) if screening else ()), *parts)


def _lines(definition: Definition, pages: Sequence[Page], groups: Sequence[str]) -> Iterator[Line]:
    for page in pages:
        for question in page.questions:
            yield Line(page, question, tuple(_cell(definition, page, question, group) for group in groups))


def _cell(definition: Definition, page: Page, question: Question, group: str) -> Cell:
    found, levels = reach(definition, group), question_levels(definition, page, question)
    share = found.share(levels)
    if share == "nobody" or for_group(question.options, question.groups, group) is None:
        return Cell(group, "nobody")
    return Cell(group, share, found.open_rules(levels))


@dataclass(frozen=True)
class Wish:
    """What is shown: one section, some groups, only what differs between groups; '' and () = everything."""

    section: str | None = None
    groups: tuple[str, ...] = ()
    differing: bool = False


def wished(parts: Sequence[Part], wish: Wish) -> tuple[Part, ...]:
    """The parts as far as they are wanted; groups are looked at before what differs is told."""
    found = (Part(one.section, tuple(_wished(one.lines, wish))) for one in parts if wish.section in (None, one.section))
    return tuple(part for part in found if part.lines)


def _wished(lines: Sequence[Line], wish: Wish) -> Iterator[Line]:
    for line in lines:
        cells = tuple(cell for cell in line.cells if not wish.groups or cell.group in ("", *wish.groups))
        shown = Line(line.page, line.question, cells)
        if shown.differs or not wish.differing:
            yield shown
