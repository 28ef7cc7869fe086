"""Pages of researchers: the words of letters and the portal's notice in the draft, with pictures while they write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invitations import letter_drafts, letter_preview, letter_words, letters
from invitations.flyers import open_door, values_of
from invitations.letter_text import fill, long_date, said
from invitations.letter_words import PORTAL, Desk, Fault, Slot, Typed
from invitations.models import Mailing
from invitations.studies import StudyNotReady, document_of, newest_edition
from staff.models import Role
from staff.roles import may, requires
from surveys import drafts, languages, translations
from surveys.draft_texts import source_of
from surveys.models import Edition, Study
from surveys.text_states import MISSING, STALE, UNRECORDED, Record, standing
from surveys.translation_units import Unit
from surveys.typeset import TypesetError
from surveys.views.desk import STATE_WORDS

ROLES = (Role.RESEARCHER, Role.FIELDWORK)
WAIT_SECONDS = 5.0
KIND_WORDS = {kind.value: kind.label for kind in Mailing.Kind} | {PORTAL: gettext_lazy("notice in the portal")}
SLOT_WORDS = {
    "subject": gettext_lazy("Subject"),
    "salutation": gettext_lazy("Salutation"),
    "body": gettext_lazy("Paragraph"),
    "scan": gettext_lazy("Beside the QR: how to scan"),
    "code": gettext_lazy("Beside the QR: how to type the code"),
    "help": gettext_lazy("Where to ask"),
    "closing": gettext_lazy("Closing"),
    "sender": gettext_lazy("Sender"),
    "short": gettext_lazy("The letter in short, for page 2"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
}
NAME_WORDS = {
    "url": gettext_lazy("the address of the site"),
    "code": gettext_lazy("the person's code; beside the QR it follows in large print"),
    "phone": gettext_lazy("the telephone number for questions"),
    "close_date": gettext_lazy("the last day to take part"),
    "minutes": gettext_lazy("how many minutes it takes"),
}
TOLD_STATES = (MISSING, STALE, UNRECORDED)


@dataclass(frozen=True)
class Page:
    """What every answer about one letter needs: the draft's document and part, and what was asked for."""

    study: Study
    document: Mapping[str, Any]
    part: Mapping[str, Any]
    desk: Desk
    side: letters.Side

    @property
    def kind(self) -> str:
        return self.desk.kind


@require_safe
@requires(*ROLES)
def first(request: HttpRequest, study: str) -> HttpResponse:
    """Leads to the invitation, beside the first other language."""
    found = get_object_or_404(Study, slug=study)
    try:
        source, *others = drafts.languages_of(found) or ("nl",)
    except drafts.NoDraft:
        return render(request, "invitations/words.html", {"study": found})
    return redirect("invitations:words", study, letter_words.KINDS[0], (others or [source])[0])


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*ROLES)
def words(request: HttpRequest, study: str, kind: str, language: str) -> HttpResponse:
    """GET shows the words; POST saves them, or with `go=preview` draws them without saving."""
    page = _page_of(request, study, kind, language)
    if request.method == "GET":
        return _shown(request, page)
    typed = _typed(request, page)
    if request.POST.get("go") == "preview":
        return _shown(request, page, typed, preview=_drawn(request, page, typed))
    if not may(request.user, Role.RESEARCHER, study):
        raise PermissionDenied("fieldwork may look only")
    return _saved(request, page, typed)


@require_POST
@never_cache
@requires(*ROLES)
def preview(request: HttpRequest, study: str, kind: str, language: str) -> HttpResponse:
    """The letter as it would be with what was typed: a piece of a page for the script. Saves nothing."""
    page = _page_of(request, study, kind, language)
    drawn = _drawn(request, page, _typed(request, page))
    return render(request, "invitations/words_preview.html", {"preview": drawn}, status=429 if drawn["busy"] else 200)


@require_safe
@never_cache
@requires(*ROLES)
def picture(request: HttpRequest, study: str, token: str, page: int) -> FileResponse:
    """A page that was drawn for this person."""
    path = letter_preview.picture(request.user, token, page)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")


def _page_of(request: HttpRequest, slug: str, kind: str, language: str) -> Page:
    """Raises Http404 for a study without a draft, a kind or a language that it does not have."""
    study = get_object_or_404(Study, slug=slug)
    try:
        document = drafts.beside_tables(study)
    except drafts.NoDraft as error:
        raise Http404 from error
    if kind not in letter_words.KINDS or language not in (document.get("languages") or [source_of(document)]):
        raise Http404
    side: letters.Side = "right" if request.POST.get("side") == "right" else "left"
    return Page(
        study, document, letter_drafts.part_of(document, kind), letter_drafts.desk_of(document, kind, language), side
    )


def _typed(request: HttpRequest, page: Page) -> Typed:
    """The fields that were changed since they were shown."""
    names = [slot.name for slot in letter_words.slots(page.kind, page.part)]
    if page.kind != PORTAL:
        names += [f"body/{place}" for place in range(letter_words.MOST_PARAGRAPHS)]
    fields = [f"{side}:{name}" for side in ("source", "own") for name in dict.fromkeys(names)]
    sent = {field: letter_words.tidy(request.POST[field]) for field in fields if field in request.POST}
    seen = {field: request.POST.get(f"was:{field}", "") for field in sent}
    changed = {field: text for field, text in sent.items() if letter_words.digest(text) != seen[field]}
    source = {field.partition(":")[2]: text for field, text in changed.items() if field.startswith("source:")}
    own = {field.partition(":")[2]: text for field, text in changed.items() if field.startswith("own:")}
    return Typed(source, own, seen)


def _saved(request: HttpRequest, page: Page, typed: Typed) -> HttpResponse:
    """Back to the page when saved; else the page with what was typed and why it is not."""
    desk = page.desk
    if not (typed.source or typed.own):
        messages.info(request, _("Nothing was changed."))
        return redirect("invitations:words", page.study.slug, desk.kind, desk.language)
    try:
        if letter_words.overtaken(page.part, typed, desk):
            raise letter_drafts.WordsChanged(page.part)
        if faults := letter_words.faults(page.part, typed, desk) or _unfit(request, page, typed):
            raise letter_drafts.WordsRefused(faults)
        texts = letter_drafts.save(page.study, desk.kind, desk.language, typed, user=request.user)
    except letter_drafts.WordsRefused as error:
        return _shown(request, page, typed, faults=error.faults, status=422)
    except letter_drafts.WordsChanged as error:
        return _shown(request, replace(page, part=error.part), typed, conflict=True, status=409)
    except letter_preview.PreviewBusy:
        messages.warning(request, _("A preview of yours is still being drawn. Nothing was saved; save again."))
        return _shown(request, page, typed, status=429)
    said_so = ngettext("Saved: %(texts)s text.", "Saved: %(texts)s texts.", texts)
    messages.success(request, said_so % {"texts": texts})
    return redirect("invitations:words", page.study.slug, desk.kind, desk.language)


def _unfit(request: HttpRequest, page: Page, typed: Typed) -> tuple[Fault, ...]:
    """Why the letter cannot be typeset; the notice in the portal has no page to fit. Raises PreviewBusy."""
    if page.kind == PORTAL:
        return ()
    try:
        with letter_preview.alone(request.user, WAIT_SECONDS) as folder:
            _draw(page, typed, folder)
    except letter_preview.TooLong as error:
        return (error.fault,)
    except (*letter_preview.PROBLEMS, TypesetError) as error:
        return (Fault("", "", "%(told)s", {"told": str(error)}),)
    return ()


def _draw(page: Page, typed: Typed, folder: Any) -> tuple[str, int]:
    part = letter_words.put_in(page.part, typed, page.desk)
    document = letter_drafts.with_part(page.document, page.kind, part)
    return letter_preview.draw(document, page.kind, page.side, page.study.code_form, timezone.localdate(), folder)


def _drawn(request: HttpRequest, page: Page, typed: Typed) -> dict[str, Any]:
    """What the preview shows: faults, or pictures, or the notice filled in."""
    drawn: dict[str, Any] = {"faults": (), "pictures": (), "notices": (), "busy": False, "side": page.side}
    faults = letter_words.faults(page.part, typed, page.desk)
    if faults:
        return drawn | {"faults": [_told(fault, page.desk.source) for fault in faults]}
    try:
        if page.kind == PORTAL:
            return drawn | {"notices": _notices(page, typed)}
        with letter_preview.alone(request.user) as folder:
            token, pages = _draw(page, typed, folder)
    except letter_preview.PreviewBusy:
        return drawn | {"busy": True}
    except letter_preview.TooLong as error:
        return drawn | {"faults": [_told(error.fault, page.desk.source)]}
    except (*letter_preview.PROBLEMS, TypesetError) as error:
        return drawn | {"faults": [{"where": "", "message": str(error), "field": ""}]}
    return drawn | {"pictures": [(page.study.slug, token, number) for number in range(1, pages + 1)]}


def _notices(page: Page, typed: Typed) -> list[dict[str, str]]:
    """The notice of the portal with its names filled in, in both languages."""
    part = letter_words.put_in(page.part, typed, page.desk)
    values, close = values_of(page.document, open_door(page.study.slug))
    found = []
    for tag in dict.fromkeys((page.desk.source, page.desk.language)):
        known = {**values, "close_date": long_date(close, tag)} if close else values
        title, text = (fill(said(part.get(key), tag), known) for key in ("title", "text"))
        found.append({"tag": tag, "dir": languages.direction(tag), "title": title, "text": text})
    return found


def _shown(
    request: HttpRequest,
    page: Page,
    typed: Typed | None = None,
    *,
    faults: Sequence[Fault] = (),
    conflict: bool = False,
    preview: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`conflict`: somebody else changed what was typed over; both stand on the page, and saving again is meant."""
    desk = page.desk
    context = {
        "study": page.study,
        "kind": desk.kind,
        "kinds": [(kind, KIND_WORDS[kind]) for kind in letter_words.KINDS],
        "tags": [(tag, languages.name(tag)) for tag in (page.document.get("languages") or ())[1:]],
        "source": _language(desk.source),
        "own": _language(desk.language) if desk.language != desk.source else None,
        "rows": _rows(page, typed, faults, conflict),
        "faults": [_told(fault, desk.source) for fault in faults],
        "conflict": conflict,
        "names": [(name, NAME_WORDS[name], name in desk.given) for name in desk.names],
        "edition": _edition(page.study),
        "waiting": _differs(page),
        "may_save": may(request.user, Role.RESEARCHER, page.study.slug),
        "may_print": may(request.user, Role.FIELDWORK, page.study.slug),
        "side": page.side,
        "preview": preview,
        "has_pages": desk.kind != PORTAL,
    }
    return render(request, "invitations/words.html", context, status=status)


def _language(tag: str) -> dict[str, str]:
    return {"tag": tag, "name": languages.name(tag), "dir": languages.direction(tag)}


def _rows(page: Page, typed: Typed | None, faults: Sequence[Fault], conflict: bool) -> list[dict[str, Any]]:
    """One row a text, and one empty paragraph below the last."""
    desk, typed = page.desk, typed or Typed({}, {}, {})
    overtaken = letter_words.overtaken(page.part, typed, desk) if conflict else frozenset()
    seen = {} if conflict else typed.seen
    stored = {slot.name: slot.texts for slot in letter_words.slots(desk.kind, page.part)}
    record = translations.record(page.study, desk.language)
    return [
        {
            "label": _label(slot),
            "is_new": not any(slot.texts.values()),
            "sides": [
                _side(slot, side, tag, stored.get(slot.name, {}).get(tag, ""), seen)
                | {"theirs": f"{side}:{slot.name}" in overtaken, "faults": _faults_at(faults, slot, tag)}
                for side, tag in _sides(desk)
            ],
            "printed": slot.key in letter_words.PRINTED_IN_OTHERS,
            "state": _state(slot, desk, record),
        }
        for slot in _with_room(letter_words.after(page.part, typed, desk), desk)
    ]


def _sides(desk: Desk) -> list[tuple[str, str]]:
    return [("source", desk.source)] + ([("own", desk.language)] if desk.language != desk.source else [])


def _faults_at(faults: Sequence[Fault], slot: Slot, tag: str) -> list[str]:
    return [_(one.words) % one.values for one in faults if (one.slot, one.language) == (slot.name, tag)]


def _with_room(shown: Sequence[Slot], desk: Desk) -> list[Slot]:
    paragraphs = [slot for slot in shown if slot.key == "body"]
    room = desk.kind != PORTAL and len(paragraphs) < letter_words.MOST_PARAGRAPHS
    if not room or (paragraphs and not paragraphs[-1].texts.get(desk.source)):
        return list(shown)
    place = 1 + max((at for at, slot in enumerate(shown) if slot.key in ("salutation", "body")), default=-1)
    return [*shown[:place], Slot(f"body/{len(paragraphs)}", {}), *shown[place:]]


def _side(slot: Slot, side: str, tag: str, now: str, seen: Mapping[str, str]) -> dict[str, Any]:
    """One field. `now`: what the draft holds; `seen`: what it held when somebody began, by field."""
    text, field = slot.texts.get(tag, ""), f"{side}:{slot.name}"
    return {
        "field": field,
        "id": _field_id(side, slot.name),
        "text": text,
        "rows": min(10, 2 + len(text) // 60),
        "now": now,
        "was": seen.get(field) or letter_words.digest(now),
        "language": _language(tag),
    }


def _state(slot: Slot, desk: Desk, record: Record) -> dict[str, Any] | None:
    """Where the translation stands, told only where there is something to do."""
    source, own = slot.texts.get(desk.source, ""), slot.texts.get(desk.language, "")
    if desk.language == desk.source or not source:
        return None
    unit = Unit(desk.language, source, own, (slot.name,))
    state = standing(unit, record).state
    return {"words": STATE_WORDS[state], "unit": unit.id, "is_stale": state == STALE} if state in TOLD_STATES else None


def _field_id(side: str, name: str) -> str:
    return f"{side}-{name.replace('/', '-')}"


def _label(slot: Slot) -> str:
    return f"{SLOT_WORDS[slot.key]} {slot.number}" if slot.number else str(SLOT_WORDS[slot.key])


def _told(fault: Fault, source: str) -> dict[str, str]:
    """A fault for people: where, what and what to do, and the field it leads to."""
    side = "source" if fault.language in ("", source) else "own"
    where = f"{_label(Slot(fault.slot, {}))} ({languages.name(fault.language)})" if fault.language else ""
    return {
        "where": where,
        "message": _(fault.words) % fault.values,
        "field": _field_id(side, fault.slot) if fault.slot else "",
    }


def _edition(study: Study) -> Edition | None:
    try:
        return newest_edition(study)
    except StudyNotReady:
        return None


def _differs(page: Page) -> bool:
    """Whether letters made now would say something else than the draft."""
    try:
        printed = letter_drafts.part_of(document_of(page.study), page.kind)
    except StudyNotReady:
        return True
    return letter_words.slots(page.kind, printed) != letter_words.slots(page.kind, page.part)
