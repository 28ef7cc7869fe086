"""Pages of researchers and translators about sound, below /staff/studies/<study>/audio/."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import audit, jobs
from staff.roles import requires
from surveys import audio, audio_jobs, known_clips
from surveys.audio_forms import RecordingForm, SignOffForm, ZipForm
from surveys.audio_status import definitions_of_all, status_of
from surveys.audio_texts import NothingToHear, Spoken, definitions_of, spoken_in
from surveys.engine.definition import Definition
from surveys.languages import direction, name
from surveys.models import Clip, Study, VoiceSignOff
from surveys.own_studies import own_studies
from surveys.recording_script import NothingToRecord, script_of
from surveys.recording_script_file import pdf_of
from surveys.sound_process import ClipRefused, convert, speak
from surveys.typeset import TypesetError
from surveys.voices import LANGUAGES, WITHOUT_SIGN_OFF, voice_name

ROLES = ("researcher", "translator")
PAGE_SIZE = 50
SHOWN = ("all", "human", "synthetic", "none")


@dataclass(frozen=True)
class Line:
    """One text of the list, with its clip where it has one."""

    spoken: Spoken
    clip: Clip | None

    @property
    def state(self) -> str:
        return self.clip.source if self.clip else "none"


@require_safe
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies whose sound this person works on."""
    own = own_studies(request.user, *ROLES)
    return render(request, "surveys/audio_studies.html", {"studies": own})


@require_safe
@requires(*ROLES)
def overview(request: HttpRequest, study: str) -> HttpResponse:
    """Per language: what people recorded, what a computer reads, what has no sound; and who vouched for a voice."""
    found, definitions = _study(study)
    rows = [
        {"status": status, "name": name(status.language), "needs": status.language not in WITHOUT_SIGN_OFF}
        for status in status_of(definitions, definitions_of_all())
    ]
    signed = VoiceSignOff.objects.filter(language__in=definitions[0].languages).select_related("by")
    context = {"study": found, "rows": rows, "signed": signed, "human": definitions[0].audio.recordings == "human"}
    return render(request, "surveys/audio.html", context)


@require_safe
@requires(*ROLES)
def texts(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """The texts of one language with a player and a form each."""
    return _texts_page(request, study, language)


def _texts_page(request: HttpRequest, study: str, language: str, status: int = 200, **more: Any) -> HttpResponse:
    found, definitions = _study(study)
    lines = _lines(definitions, language)
    shown = request.GET.get("show", "all")
    chosen = [line for line in lines if shown not in SHOWN[1:] or line.state == shown]
    context = {
        "study": found,
        "language": language,
        "name": name(language),
        "direction": direction(language),
        "page": Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page")),
        "shown": shown if shown in SHOWN else "all",
        "zip_form": ZipForm(auto_id="zip_%s"),
        "voice": voice_name(language) if language in LANGUAGES else "",
        "sign_form": SignOffForm(auto_id="sign_%s") if language not in WITHOUT_SIGN_OFF else None,
        "samples": [line.spoken for line in lines if line.spoken.seconds >= 3][:3],
        "signed": voice_name(language) in audio.signed_voices() if language in LANGUAGES else False,
    }
    return render(request, "surveys/audio_texts.html", {**context, **more}, status=status)


def _lines(definitions: tuple[Definition, ...], language: str) -> list[Line]:
    """Raises Http404 for a language that the study is not written in."""
    if language not in definitions[0].languages:
        raise Http404(language)
    clips = audio.clips_by_hash(language)
    return [Line(one, clips.get(one.text_hash)) for one in spoken_in(definitions, language)]


def _study(slug: str) -> tuple[Study, tuple[Definition, ...]]:
    """Raises Http404 where there is no such study, or nothing of it can be read."""
    found = get_object_or_404(Study, slug=slug)
    try:
        return found, definitions_of(found)
    except NothingToHear as error:
        raise Http404(slug) from error


def _spoken(study: str, language: str, text_hash: str) -> Spoken:
    """The text with this hash. Raises Http404 where the study says it no longer."""
    _study_row, definitions = _study(study)
    for line in _lines(definitions, language):
        if line.spoken.text_hash == text_hash:
            return line.spoken
    raise Http404(text_hash)


@require_POST
@requires(*ROLES)
def upload(request: HttpRequest, study: str, language: str, text_hash: str) -> HttpResponse:
    """One recording for one text."""
    spoken = _spoken(study, language, text_hash)
    form = RecordingForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for errors in form.errors.values() for words in errors))
        return _back(request, study, language)
    try:
        _record(request, study, spoken, form)
    except ClipRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The recording is kept."))
    return _back(request, study, language)


def _record(request: HttpRequest, study: str, spoken: Spoken, form: RecordingForm) -> None:
    """Raises ClipRefused."""
    with audio.staging() as place:
        raw = place / "received"
        with raw.open("wb") as out:
            for chunk in form.cleaned_data["file"].chunks():
                out.write(chunk)
        made = convert(raw, place / "clip")
        origin = audio.Origin(Clip.Source.HUMAN, form.cleaned_data["voice"], request.user)
        with transaction.atomic():
            audit.record(request.user, "audio.upload", spoken.text_hash, study=study, language=spoken.language)
            audio.keep(spoken.language, spoken.text_hash, made, origin, now=timezone.now())


def _back(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """To the list, as it was filtered and where it was."""
    response = redirect("surveys:audio_texts", study=study, language=language)
    kept = {key: request.POST[key] for key in ("show", "page") if request.POST.get(key, "").isalnum()}
    if kept:
        response["Location"] += "?" + "&".join(f"{key}={value}" for key, value in kept.items())
    return response


@require_POST
@requires(*ROLES)
def remove(request: HttpRequest, study: str, language: str, text_hash: str) -> HttpResponse:
    """Takes the clip of a text away."""
    _spoken(study, language, text_hash)
    audio.remove(get_object_or_404(Clip, language=language, text_hash=text_hash), request.user)
    messages.success(request, _("The sound was taken away."))
    return _back(request, study, language)


@require_POST
@requires(*ROLES)
def import_zip(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """Recordings by the zip: a job, which keeps all of them or none."""
    found, definitions = _study(study)
    if language not in definitions[0].languages:
        raise Http404(language)
    form = ZipForm(request.POST, request.FILES, auto_id="zip_%s")
    if not form.is_valid():
        return _texts_page(request, study, language, status=400, zip_form=form)
    file = f"{uuid4().hex}.zip"
    audio_jobs.put_aside(form.cleaned_data["file"], file)
    wish = {"study": found.slug, "language": language, "file": file, "voice": form.cleaned_data["voice"]}
    return redirect("staff:job", jobs.start(audio_jobs.IMPORT, wish, request.user).id)


@require_POST
@requires(*ROLES)
def make(request: HttpRequest, study: str) -> HttpResponse:
    """Computer voices for what nobody recorded: a job."""
    found, _definitions = _study(study)
    return redirect("staff:job", jobs.start(audio_jobs.MAKE, {"study": found.slug}, request.user).id)


@require_POST
@requires(*ROLES)
def sign_off(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """A native speaker vouches for the computer voice of a language."""
    _study(study)
    form = SignOffForm(request.POST, auto_id="sign_%s")
    if language not in LANGUAGES:
        raise Http404(language)
    if not form.is_valid():
        return _texts_page(request, study, language, status=400, sign_form=form)
    voice = voice_name(language)
    with transaction.atomic():
        audit.record(request.user, "audio.sign_off", voice, language=language)
        VoiceSignOff.objects.create(
            language=language, voice=voice, name=form.cleaned_data["name"], by=request.user, at=timezone.now()
        )
    known_clips.forget()
    messages.success(request, _("Noted. The voice may be heard from now on; make it on the page of the study."))
    return redirect("surveys:audio", study=study)


@require_POST
@requires(*ROLES)
def withdraw_sign_off(request: HttpRequest, study: str, sign_off: int) -> HttpResponse:
    """Takes a word for a voice back; its clips are silent from then on."""
    _study(study)
    found = get_object_or_404(VoiceSignOff, pk=sign_off)
    with transaction.atomic():
        audit.record(request.user, "audio.sign_off_withdrawn", found.voice, language=found.language)
        found.delete()
    known_clips.forget()
    messages.success(request, _("Taken back. This voice is not heard any more."))
    return redirect("surveys:audio", study=study)


@require_safe
@requires(*ROLES)
def script(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """The recording script as PDF: what has no recording yet, or with ?all=1 everything."""
    found, definitions = _study(study)
    spoken = [line.spoken for line in _lines(definitions, language)]
    notes = "en" if get_language() == "en" else "nl"
    try:
        made = script_of(found.slug, spoken, language, every=bool(request.GET.get("all")), notes=notes)
        pdf = pdf_of(made)
    except (NothingToRecord, TypesetError) as error:
        messages.warning(request, str(error))
        return redirect("surveys:audio_texts", study=study, language=language)
    with transaction.atomic():
        audit.record(request.user, "audio.script", found.slug, language=language, texts=len(made.texts))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
    return response


@require_safe
@requires(*ROLES)
def clip(request: HttpRequest, study: str, language: str, text_hash: str, suffix: str) -> FileResponse:
    """A clip for staff, also one that respondents may not hear (yet)."""
    _spoken(study, language, text_hash)
    get_object_or_404(Clip, language=language, text_hash=text_hash)
    return _sound(audio.file_of(language, text_hash, suffix), suffix)


@require_safe
@requires(*ROLES)
def sample(request: HttpRequest, study: str, language: str, text_hash: str) -> FileResponse:
    """The computer voice reading one text, for a native speaker to judge. It is not kept, and nobody else hears it."""
    spoken = _spoken(study, language, text_hash)
    if language not in LANGUAGES:
        raise Http404(language)
    with tempfile.TemporaryDirectory() as place:
        try:
            speak([spoken.text], language, [Path(place) / "sample"])
        except ClipRefused as error:
            raise Http404(text_hash) from error
        return _sound(Path(place) / "sample.mp3", ".mp3")


def _sound(path: Path, suffix: str) -> FileResponse:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Http404(path.name) from error
    response = FileResponse(file, content_type=audio.TYPES[suffix])
    response["Cache-Control"] = "no-store"
    return response
