"""The differences between two editions as colleagues read them: kinds and effects in words, grouped by question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.engine.changes import EFFECTS, Change, Effect, heaviest
from surveys.engine.definition import Definition
from surveys.text_changes import Piece, word_changes

EFFECT_WORDS: Mapping[str, str | Promise] = {
    "none": _("no effect on answers"),
    "compatible": _("answers keep their meaning"),
    "changes_path": _("some people see other questions"),
    "breaks": _("answers lose their meaning"),
}
TREND_WORDS: Mapping[str, str | Promise] = {
    "same": _("asked alike: can be compared"),
    "words": _("other words: compare with care"),
    "people": _("asked of other people: compare the people who were asked both times"),
    "answers": _("other answers to choose from: compare only what both have"),
    "break": _("trend break: cannot be compared"),
    "told": _("asked then, as a report tells; not in this reconstruction"),
    "unknown": _("not known whether it was asked then"),
    "new": _("new in this wave"),
    "dropped": _("dropped since the earlier wave"),
}
TOLD_WORDS: Mapping[str, str | Promise] = {
    "asked": _("asked"),
    "changed": _("asked otherwise: cannot be compared"),
    "not_asked": _("not asked"),
    "unknown": _("not known whether it was asked"),
}
KIND_WORDS: Mapping[str, str | Promise] = {
    "wording_changed": _("other words"),
    "translation_added": _("translation added"),
    "setting_changed": _("setting changed"),
    "outcome_changed": _("end of the screening changed"),
    "group_added": _("group added"),
    "group_removed": _("group taken out"),
    "group_recoded": _("group has another value"),
    "group_changed": _("group has another law or kind"),
    "section_added": _("section added"),
    "section_removed": _("section taken out"),
    "page_added": _("page added"),
    "page_removed": _("page taken out"),
    "page_moved": _("page moved to another section"),
    "pages_reordered": _("pages in another order"),
    "question_added": _("question added"),
    "question_removed": _("question taken out"),
    "question_moved": _("question moved to another page"),
    "questions_reordered": _("questions in another order"),
    "type_changed": _("another type of question"),
    "column_reused": _("a column of the dataset would hold another question"),
    "rule_changed": _("another rule"),
    "rule_rewritten": _("rule written differently, with the same meaning"),
    "groups_changed": _("for other groups"),
    "bounds_widened": _("more answers are allowed"),
    "bounds_narrowed": _("fewer answers are allowed"),
    "pivot_moved": _("before and after mean another day"),
    "core_changed": _("comes first now, or no longer"),
    "required_changed": _("may no longer be skipped, or may again"),
    "form_changed": _("shown differently"),
    "notes_changed": _("notes for colleagues changed"),
    "option_added": _("answer added"),
    "option_removed": _("answer taken out"),
    "option_recoded": _("answer has another value"),
    "option_rescored": _("answer has another score"),
    "options_reordered": _("answers in another order"),
    "derived_added": _("derived value added"),
    "derived_removed": _("derived value taken out"),
    "derived_changed": _("derived value worked out differently"),
    "derived_reordered": _("derived values in another order"),
    "scale_added": _("scale added"),
    "scale_removed": _("scale taken out"),
    "scale_changed": _("scale has other items"),
}


@dataclass(frozen=True)
class ToldChange:
    change: Change

    @property
    def kind(self) -> str | Promise:
        return KIND_WORDS[self.change.kind]

    @property
    def effect(self) -> str | Promise:
        return EFFECT_WORDS[self.change.effect]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Before and after as one text, word by word."""
        return word_changes(self.change.before, self.change.after)


@dataclass(frozen=True)
class ToldThing:
    """A question (or another thing) with all that changed about it. `label` is what people read; '' has none."""

    name: str
    label: str
    where: str
    changes: tuple[ToldChange, ...]

    @property
    def heaviest(self) -> Effect:
        return heaviest(one.change for one in self.changes)

    @property
    def effect(self) -> str | Promise:
        return EFFECT_WORDS[self.heaviest]


def grouped(changes: Iterable[Change], old: Definition, new: Definition) -> tuple[ToldThing, ...]:
    """By question, in the order of the changes; what is about no question stands by its place."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.variable or change.where, []).append(change)
    return tuple(_thing(key, some, old, new) for key, some in found.items())


def _thing(key: str, changes: list[Change], old: Definition, new: Definition) -> ToldThing:
    label = _label(key, new) or _label(key, old)
    return ToldThing(key, label, changes[0].where, tuple(map(ToldChange, changes)))


def _label(key: str, definition: Definition) -> str:
    """What people read of a question, or of the first one on a page; a section's title."""
    first, *_, last = key.split("/")[0], *key.split("/")
    page = definition.page_by_name.get(key.partition("/pages/")[2].split("/")[0])
    section = definition.section_by_name.get(last) if first == "sections" else None
    on_page = page.questions[0] if page and page.questions else None
    question = definition.questions.get(key) or on_page
    text = question.label if question else section.title if section else None
    return (text.get(definition.source) or "") if text else ""


def counts(changes: Iterable[Change]) -> tuple[tuple[Effect, str | Promise, int], ...]:
    """(effect, in words, number), the heaviest first; effects without a change are left out."""
    every = [change.effect for change in changes]
    return tuple((effect, EFFECT_WORDS[effect], every.count(effect)) for effect in reversed(EFFECTS) if effect in every)
