"""The map of the routing as its page shows it: what each box says, and the same in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.design.addresses import NOWHERE, Address, addresses
from surveys.design.desk import Desk
from surveys.design.page_words import group_words, page_words, rule_words, section_words
from surveys.design.routing_drawing import Content, Entry
from surveys.design.routing_map import Stop, collapses, stops
from surveys.design.runs import Runs
from surveys.engine.definition import Definition, Outcome, Page
from surveys.engine.plan import SCREENING
from surveys.models import Study


@dataclass(frozen=True)
class Mapper:
    """Makes the map of one group. `opened`: runs that are drawn page by page."""

    study: Study
    desk: Desk
    definition: Definition
    group: str
    runs: Runs
    opened: tuple[str, ...] = ()
    address: str = ""
    collapsed: bool = True

    def contents(self) -> list[Content]:
        """Boxes in order: the screening, how it ends, the questionnaire section by section."""
        found = [Content("start", (Entry(_("Begin of the way")),))]
        if self.definition.screening.pages:
            found.append(Content("section", (Entry(_("Screening")),)))
            found += [self._content(stop) for stop in stops(self.definition, SCREENING)]
            found += self._ends()
        section = ""
        for stop in stops(self.definition, self.group):
            if stop.section != section:
                section = stop.section
                found.append(Content("section", (Entry(section_words(self.definition, section)),)))
            found.append(self._content(stop))
        return [*found, Content("end", (Entry(_("End: thank you")),))]

    def _content(self, stop: Stop) -> Content:
        names = tuple(page.name for page in stop.pages)
        rule_href = self._rule_href(stop)
        if self.collapsed and collapses(stop, self.opened):
            return Content("always", (self._collapsed(stop),), pages=names)
        entries = tuple(self.entry(page) for page in stop.pages)
        if not stop.branches:
            return Content("always", entries, pages=names)
        return Content("some", entries, self.rule(stop), names, rule_href)

    def _collapsed(self, stop: Stop) -> Entry:
        count = len(stop.pages)
        first, last = (page_words(self.definition, page) for page in (stop.pages[0], stop.pages[-1]))
        text = ngettext("%(count)s page: %(first)s … %(last)s", "%(count)s pages: %(first)s … %(last)s", count) % {
            "count": count,
            "first": first[:20],
            "last": last[:20],
        }
        return Entry(text, f"{self.address}&open={stop.key}#map", stop.key, self.runs.page(self.group, stop.key))

    def entry(self, page: Page) -> Entry:
        return Entry(
            page_words(self.definition, page), self._href(page), page.name, self.runs.page(self.group, page.name)
        )

    def _href(self, page: Page) -> str:
        """The page's own page in the editor."""
        return self._of(page.name).own

    def _rule_href(self, stop: Stop) -> str:
        return self._of(stop.key).rule

    def _of(self, page: str) -> Address:
        refs: dict[str, str] = self.desk.memo.get("page refs") or self.desk.memo.setdefault(
            "page refs", {one.name: one.ref for one in self.desk.tree.pages}
        )
        return addresses(self.study, self.desk).get(refs.get(page, ""), NOWHERE)

    def rule(self, stop: Stop) -> str:
        """All that has to hold, as one text."""
        whole = " ".join(rule_words(self.definition, rule) for rule in stop.rules)
        either = _(" or ").join(rule_words(self.definition, rule) for rule in stop.one_of)
        return " ".join(part for part in (whole, either) if part)

    def _ends(self) -> Iterator[Content]:
        """Ends of the screening that lead elsewhere stand beside the line; who goes on goes along it."""
        for outcome in self.definition.screening.outcomes:
            if outcome.group != self.group:
                rule = rule_words(self.definition, outcome.relevant) if outcome.relevant else _("All others.")
                href = reverse("surveys:design:rule", args=[self.study.slug, f"outcome-{outcome.name}"])
                yield Content("some", (Entry(f"→ {self.leads(outcome)}", href),), rule, (), href, leaves=True)

    def leads(self, outcome: Outcome) -> str:
        if outcome.group:
            return _("another questionnaire: %(group)s") % {"group": group_words(self.definition, outcome.group)}
        return _("not for this person: %(name)s") % {"name": outcome.name}

    def told(self) -> list[tuple[int, Content]]:
        """The same in words, page by page; branches with the numbers they have on the drawing."""
        found, number = [], 0
        for content in replace(self, collapsed=False).contents():
            number += content.kind == "some"
            found.append((number if content.kind == "some" else 0, content))
        return found
