"""What figures are called on pages and in mails, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from exports import list_words
from exports.monitor.figures import AAPOR, Alarm
from exports.monitor.limits import monitoring_of
from invitations.models import Channel, Mailing
from respondents.models import Interview
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.engine.text import Text
from surveys.list_words import answer, shown
from surveys.models import Study

OUTCOMES: Mapping[str, str | Promise] = {
    "complete": _("complete"),
    "partial": _("partial"),
    "break_off": _("break-off"),
    "refusal": _("refusal"),
    "withdrawn": _("answers removed by the respondent"),
    "removed": _("taken out in cleaning"),
    "undeliverable": _("letter came back"),
    "nothing": _("invited, nothing heard"),
    "not_written": _("no letter yet"),
    "left_out": _("left out"),
    "deceased": _("deceased"),
}
DEVICES: Mapping[str, str | Promise] = {
    "phone": _("phone"),
    "tablet": _("tablet"),
    "computer": _("computer"),
}
LANGUAGES: Mapping[str, str | Promise] = {
    "nl": _("Dutch"),
    "en": _("English"),
    "ar": _("Arabic"),
    "tr": _("Turkish"),
    "ti": _("Tigrinya"),
}
POOLED: Mapping[str, str | Promise] = {
    "(small)": _("small categories together"),
    "(not known)": _("not known"),
    "": _("not known"),
}


@dataclass(frozen=True)
class Words:
    """The words of one study. `definition`: its newest edition."""

    definition: Definition

    def text(self, text: Text) -> str:
        return shown(text, self.definition)

    def column(self, name: str) -> str:
        return list_words.column(name, self.definition)

    def value(self, column: str, code: str) -> str:
        """A value of the list, or several that were taken together."""
        return str(POOLED[code]) if code in POOLED else list_words.value(column, code, self.definition)

    def question(self, name: str) -> str:
        found = self.definition.questions.get(name)
        return self.text(found.short_label or found.label) if found else name

    def page(self, name: str) -> str:
        """By its first question: pages seldom have a title."""
        page = self.definition.page_by_name.get(name)
        asked = [question for question in page.questions if question.asks] if page else []
        return self.question(asked[0].name) if asked else name

    def group(self, code: str) -> str:
        return self.value("group", code)

    def helper(self, code: str) -> str:
        """An answer to the study's question about who helped."""
        return answer(monitoring_of(self.definition).helped_by, code, self.definition) or code


def words_of(study: Study) -> Words:
    """Of a study with an edition."""
    newest = study.editions.defer("document").order_by("-number").first()
    return Words(definition_of(newest))


def outcome(name: str) -> str:
    return str(OUTCOMES[name])


def aapor(name: str) -> str:
    return AAPOR[name]  # type: ignore[index]  # names come from the same record


def language(tag: str) -> str:
    return str(LANGUAGES.get(tag, tag))


def mode(value: str) -> str:
    return str(dict(Interview.Mode.choices).get(value, value))


def device(value: str) -> str:
    return str(DEVICES.get(value, value))


def mailing(kind: str) -> str:
    return str(dict(Mailing.Kind.choices).get(kind, kind))


def channel_kind(kind: str) -> str:
    return str(dict(Channel.Kind.choices).get(kind, kind))


def number(value: float) -> str:
    """With a point or comma at the thousands."""
    said = f"{round(value):,}"
    return said.replace(",", ".") if get_language() == "nl" else said


def percent(share: float | None, places: int = 0) -> str:
    """A share from 0 to 1 as a percentage, `<1%` where it rounds to nought; a dash where there is none."""
    if share is None:
        return "–"
    if 0 < share < 0.005 and not places:
        return "<1%"
    said = f"{100 * share:.{places}f}"
    return f"{said.replace('.', ',') if get_language() == 'nl' else said}%"


def decimal(value: float | None, places: int = 2) -> str:
    if value is None:
        return "–"
    said = f"{round(value, places) + 0.0:.{places}f}"
    return said.replace(".", ",") if get_language() == "nl" else said


def alarm(found: Alarm, words: Words) -> str:
    """One sentence."""
    return SENTENCES[found.kind](found, words)


def _silent(found: Alarm, words: Words) -> str:
    days = round(found.value)
    said = ngettext(
        "Nobody has begun for %(days)s day.",
        "Nobody has begun for %(days)s days.",
        days,
    )
    return str(said % {"days": days})


def _uneven(found: Alarm, words: Words) -> str:
    said = gettext("Response is uneven: the R-indicator is %(value)s, below %(limit)s.")
    return str(said % {"value": decimal(found.value), "limit": decimal(found.limit)})


def _wanted(found: Alarm, words: Words) -> str:
    said = gettext("%(group)s: at this pace %(number)s questionnaires, and the study needs %(wanted)s.")
    told = gettext("at most %(number)s") if found.at_most else "%(number)s"
    numbers = {"number": told % {"number": number(found.value)}, "wanted": number(found.limit)}
    return str(said % ({"group": words.group(found.where)} | numbers))


def _lagging(found: Alarm, words: Words) -> str:
    column, _, code = found.where.partition("=")
    said = gettext("%(column)s %(value)s lags: its response is %(share)s of everybody's (limit %(limit)s).")
    told = {"column": words.column(column).capitalize(), "value": words.value(column, code)}
    return str(said % (told | _shares(found)))


def _undeliverable(found: Alarm, words: Words) -> str:
    return str(gettext("%(share)s of the letters came back (limit %(limit)s).") % _shares(found))


def _language(found: Alarm, words: Words) -> str:
    said = gettext("Who answers in %(language)s finishes less often: %(share)s of everybody's (limit %(limit)s).")
    return str(said % ({"language": language(found.where)} | _shares(found)))


def _break_off(found: Alarm, words: Words) -> str:
    said = gettext("%(share)s of those who came to “%(page)s” went no further (limit %(limit)s).")
    return str(said % ({"page": words.page(found.where)} | _shares(found)))


def _non_response(found: Alarm, words: Words) -> str:
    said = gettext("“%(question)s” was skipped by %(share)s (limit %(limit)s).")
    return str(said % ({"question": words.question(found.where)} | _shares(found)))


def _dont_know(found: Alarm, words: Words) -> str:
    said = gettext("“%(question)s”: %(share)s said “I don't know” (limit %(limit)s).")
    return str(said % ({"question": words.question(found.where)} | _shares(found)))


def _shares(found: Alarm) -> dict[str, str]:
    """With a decimal where the two would look alike without."""
    near = abs(found.value - found.limit) < 0.01
    share = percent(found.value, int(near))
    told = gettext("at most %(share)s") % {"share": share} if found.at_most else share
    return {"share": told, "limit": percent(found.limit)}


SENTENCES: Mapping[str, Callable[[Alarm, Words], str]] = {
    "silent": _silent,
    "uneven": _uneven,
    "wanted": _wanted,
    "lagging": _lagging,
    "undeliverable": _undeliverable,
    "language": _language,
    "break_off": _break_off,
    "non_response": _non_response,
    "dont_know": _dont_know,
}
