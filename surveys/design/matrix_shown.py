"""The matrix of questions and groups as its page and its file show it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.design.addresses import NOWHERE, Address, Addresses, addresses
from surveys.design.desk import Desk
from surveys.design.matrix import Cell, Line, Part, Wish, matrix, wished
from surveys.design.page_words import group_words, question_words, rule_words, section_words
from surveys.design.runs import Runs
from surveys.engine.definition import Definition
from surveys.engine.plan import SCREENING
from surveys.formulas import harmless
from surveys.models import Study


@dataclass(frozen=True)
class ShownCell:
    share: str
    rules: tuple[str, ...]
    number: str
    group: str


@dataclass(frozen=True)
class ShownLine:
    """`wide`: one cell for all groups. `href`: of the question's page; `rule_href`: of the page of its rule."""

    name: str
    label: str
    href: str
    rule_href: str
    wide: bool
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class ShownPart:
    name: str
    title: str
    lines: tuple[ShownLine, ...]


def parts_of(desk: Desk, definition: Definition) -> tuple[Part, ...]:
    """Worked out once per revision."""
    known: tuple[Part, ...] = desk.memo.get("matrix") or desk.memo.setdefault("matrix", matrix(definition))
    return known


def shown_parts(study: Study, desk: Desk, definition: Definition, wish: Wish, runs: Runs) -> list[ShownPart]:
    found = wished(parts_of(desk, definition), wish)
    maker = _Maker(desk, definition, runs, addresses(study, desk))
    return [ShownPart(part.section, part_title(definition, part.section), maker.lines(part.lines)) for part in found]


def part_title(definition: Definition, section: str) -> str:
    return section_words(definition, section) if section else _("Screening")


class _Maker:
    def __init__(self, desk: Desk, definition: Definition, runs: Runs, found: Addresses) -> None:
        self.definition, self.runs, self.addresses = definition, runs, found
        self.refs = {(node.kind, node.name): node.ref for node in (*desk.tree.pages, *desk.tree.questions)}

    def lines(self, lines: Sequence[Line]) -> tuple[ShownLine, ...]:
        return tuple(self._line(line) for line in lines)

    def _line(self, line: Line) -> ShownLine:
        name = line.question.name
        return ShownLine(
            name,
            question_words(self.definition, line.question),
            self._of(("question", name)).own,
            self._of(self._with_rule(line)).rule,
            not line.page.section,
            tuple(self._cell(cell, name) for cell in line.cells),
        )

    def _with_rule(self, line: Line) -> tuple[str, str]:
        """The question where it has a rule of its own or shares its page, else the page."""
        own = line.question.relevant or len(line.page.questions) > 1
        return ("question", line.question.name) if own else ("page", line.page.name)

    def _of(self, named: tuple[str, str]) -> Address:
        return self.addresses.get(self.refs.get(named, ""), NOWHERE)

    def _cell(self, cell: Cell, name: str) -> ShownCell:
        rules = tuple(rule_words(self.definition, rule) for rule in cell.rules)
        number = "" if cell.group == SCREENING else self.runs.question(cell.group, name)
        return ShownCell(cell.share, rules, number, cell.group)


def as_csv(study: Study, desk: Desk, definition: Definition, wish: Wish, runs: Runs) -> str:
    """The table as a file: one line per question, one column per group, another with numbers where a run is shown."""
    groups = wish.groups or tuple(definition.groups)
    file = io.StringIO()
    writer = csv.writer(file)
    labels = [group_words(definition, group) for group in groups]
    counted = [_("seen: %(group)s") % {"group": label} for label in labels] if runs.shown else []
    writer.writerow([_("section"), _("name"), _("question"), *map(harmless, (*labels, *counted))])
    for part in shown_parts(study, desk, definition, wish, runs):
        for line in part.lines:
            cells = line.cells * (len(groups) if line.wide else 1)
            numbers = [cell.number for cell in cells] if runs.shown else []
            row = [part.title, line.name, line.label, *map(cell_text, cells), *numbers]
            writer.writerow(map(harmless, row))
    return file.getvalue()


def cell_text(cell: ShownCell) -> str:
    words = {"everybody": _("everybody"), "nobody": _("not asked")}
    return words.get(cell.share) or " ".join(cell.rules) or _("some")


def sections_of(definition: Definition) -> Iterator[tuple[str, str]]:
    """(name, title) of what can be chosen."""
    if definition.screening.pages:
        yield "screening", part_title(definition, "")
    yield from ((section.name, section_words(definition, section.name)) for section in definition.sections)
