"""The routing of one group as stops along a line: who comes past each, and by which rules. Pure.

`routing_drawing.py` puts the stops on paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from surveys.engine.definition import Definition, Page, is_for
from surveys.engine.expressions import Expression
from surveys.engine.plan import SCREENING, for_group
from surveys.engine.reach import Level, Share, page_levels, reach

MOST_SHOWN = 3
"""Pages in a row that everybody gets, and that are drawn one by one."""


@dataclass(frozen=True)
class Stop:
    """One page, or pages in a row that the same people get.

    `rules` must all hold; where there are `one_of`, at least one of them too (the rules of the page's questions).
    `inside`: the number of questions and options on the pages that have rules of their own.
    """

    section: str
    pages: tuple[Page, ...]
    share: Share
    rules: tuple[Expression, ...] = ()
    one_of: tuple[Expression, ...] = ()
    inside: int = 0

    @property
    def key(self) -> str:
        """What a collapsed run is called by."""
        return self.pages[0].name

    @property
    def branches(self) -> bool:
        return self.share == "some"


def stops(definition: Definition, group: str) -> tuple[Stop, ...]:
    """All pages that somebody in the group can get, each in one stop, in the order of asking. '' = the screening."""
    known: dict[str, tuple[Stop, ...]] = definition.memo.setdefault("stops", {})
    if group not in known:
        known[group] = tuple(_stops(definition, group))
    return known[group]


def _stops(definition: Definition, group: str) -> Iterator[Stop]:
    pages = definition.pages if group != SCREENING else definition.screening.pages
    found = [stop for page in pages if (stop := _stop(definition, page, group)).share != "nobody"]
    yield from (_run(list(run)) for _, run in groupby(found, key=_same))


def left_out(definition: Definition, group: str) -> tuple[Page, ...]:
    """Pages that nobody in the group gets."""
    return tuple(page for page in definition.pages if _stop(definition, page, group).share == "nobody")


def _same(stop: Stop) -> tuple[str, Share, tuple[Expression, ...], tuple[Expression, ...]]:
    return (stop.section, stop.share, stop.rules, stop.one_of)


def _run(found: Sequence[Stop]) -> Stop:
    first = found[0]
    pages = tuple(page for stop in found for page in stop.pages)
    return Stop(first.section, pages, first.share, first.rules, first.one_of, sum(stop.inside for stop in found))


def _stop(definition: Definition, page: Page, group: str) -> Stop:
    """A page is passed over where none of its questions is left, so the best of them decides as well."""
    of, levels = reach(definition, group), page_levels(definition, page)
    own = [level for level in _question_levels(page, group) if of.share([level]) != "nobody"]
    share = of.share(levels)
    if share == "nobody" or not own:
        return Stop(page.section, (page,), "nobody")
    free = any(of.verdict(level.rule) is True for level in own)
    one_of = () if free else tuple(dict.fromkeys(level.rule for level in own if level.rule))
    rules = (*of.open_rules(levels), *(one_of if len(one_of) == 1 else ()))
    inside = sum(_ruled(definition, page, group)) if free or len(own) > 1 else 0
    return Stop(
        page.section,
        (page,),
        share if free else "some",
        tuple(dict.fromkeys(rules)),
        one_of if len(one_of) > 1 else (),
        inside,
    )


def _question_levels(page: Page, group: str) -> Iterator[Level]:
    for question in page.questions:
        if for_group(question.options, question.groups, group) is not None:
            yield Level(question.groups, question.relevant)


def _ruled(definition: Definition, page: Page, group: str) -> Iterator[bool]:
    of = reach(definition, group)
    for question in page.questions:
        if is_for(question.groups, group):
            yield of.verdict(question.relevant) is None
            yield from (of.verdict(option.relevant) is None for option in question.options)


def collapses(stop: Stop, opened: Sequence[str]) -> bool:
    """Whether the pages of a stop are drawn as one line."""
    return not stop.branches and len(stop.pages) > MOST_SHOWN and stop.key not in opened
