"""Pages of coders: what there is to code, one answer at a time, what was given, and the frame with the agreement."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from exports import coders, frame_store
from exports.code_frames import FrameFault, open_questions
from exports.coders import AlreadyCoded, NotYours, TextChanged
from exports.coding_forms import ChooseForm, CodeForm, FrameForm
from exports.coding_models import CodeChoice, OpenAnswer
from exports.coding_pages import answer_page, frame_page, given_rows, overview
from exports.coding_tasks import KIND, ROLES
from exports.frame_store import NoFrame
from staff import audit, jobs
from staff.roles import may, requires
from surveys.models import Study
from surveys.own_studies import own_studies

SHOWN = 100
State = OpenAnswer.State


@require_http_methods(["GET"])
@requires(*ROLES)
def home(request: HttpRequest) -> HttpResponse:
    """Studies and their open questions, with how far each is."""
    mine = own_studies(request.user, *ROLES)
    tables = [(study, overview(study, request.user, get_language())) for study in mine]
    return render(request, "exports/coding/home.html", {"tables": [(study, rows) for study, rows in tables if rows]})


@require_POST
@requires(*ROLES)
def collect(request: HttpRequest, study: str) -> HttpResponse:
    """Start a job that finds new answers and lets the program code them."""
    found = get_object_or_404(Study, slug=study)
    return redirect("staff:job", jobs.start(KIND, {"study": found.slug}, request.user).id)


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def code(request: HttpRequest, study: str, question: str) -> HttpResponse:
    """GET shows the next answer of this coder's queue, after `?after=`; POST gives it codes."""
    return _one_by_one(request, study, question, deciding=False)


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def decide(request: HttpRequest, study: str, question: str) -> HttpResponse:
    """The same for answers on which two coders differ: both codes are shown, and one decision is made."""
    return _one_by_one(request, study, question, deciding=True)


def _one_by_one(request: HttpRequest, study: str, question: str, *, deciding: bool) -> HttpResponse:
    found, current = _frame(study, question)
    page = "exports:decide" if deciding else "exports:code"
    if request.method == "POST":
        answer = get_object_or_404(coders.answers_of(found, question), pk=_number(request.POST.get("answer")))
        form = ChooseForm(current, request.POST)
        if form.is_valid():
            _choose(request, answer, form, deciding)
            return redirect(f"{reverse(page, args=[study, question])}?after={answer.pk}")
    else:
        form, answer = ChooseForm(current), _next(request, found, question, deciding)
    if answer is not None:
        audit.record(request.user, "answer.look", f"{found.slug}/{question}", answer=answer.pk)
    shown = answer_page(found, current, answer, request.user, get_language(), deciding=deciding)
    context = {**shown, "form": form, "page": page, "deciding": deciding}
    return render(request, "exports/coding/code.html", context, status=422 if form.is_bound else 200)


def _next(request: HttpRequest, study: Study, question: str, deciding: bool) -> OpenAnswer | None:
    after = _number(request.GET.get("after"))
    if not deciding:
        return coders.next_for(study, question, request.user, after)
    differing = (
        coders.answers_of(study, question).filter(state=State.DIFFERS).select_related("interview").order_by("pk")
    )
    return differing.filter(pk__gt=after).first() or differing.first()


def _choose(request: HttpRequest, answer: OpenAnswer, form: ChooseForm, deciding: bool) -> None:
    """Store it, and say what was done or why it could not be."""
    given = form.cleaned_data
    if deciding != (answer.state == State.DIFFERS):
        messages.error(request, gettext("Somebody else coded this answer meanwhile. Nothing was changed."))
        return
    try:
        done = coders.choose(
            answer,
            given["chosen"],
            user=request.user,
            frame=form.frame,
            now=timezone.now(),
            repeats=given["repeats"],
            comment=given["comment"],
        )
    except AlreadyCoded:
        messages.error(request, gettext("Somebody else coded this answer meanwhile. Nothing was changed."))
    except TextChanged:
        messages.error(request, gettext("This answer was changed or taken back meanwhile. Look for new answers first."))
    else:
        messages.success(request, ngettext("%(n)d answer coded.", "%(n)d answers coded.", done) % {"n": done})


@require_http_methods(["GET"])
@requires(*ROLES)
def given(request: HttpRequest, study: str, question: str) -> HttpResponse:
    """What was given last, by whom, with a button to take it back."""
    found, current = _frame(study, question)
    choices = CodeChoice.objects.filter(
        answer__interview__edition__study=found, answer__question=question, undone_at=None, repeats=False
    )
    mine = request.GET.get("by") == "me"
    choices = choices.filter(coder=request.user) if mine else choices
    newest = choices.select_related("answer__interview", "coder").order_by("-pk")[:SHOWN]
    audit.record(request.user, "answer.look", f"{found.slug}/{question}", answers=len(newest))
    any_coder = may(request.user, "researcher", found.slug)
    rows = given_rows(found, newest, current, request.user, get_language(), any_coder=any_coder)
    context = {"study": found, "question": question, "rows": rows, "mine": mine, "shown": SHOWN}
    return render(request, "exports/coding/given.html", context)


@require_POST
@requires(*ROLES)
def undo(request: HttpRequest, study: str, question: str, choice: int) -> HttpResponse:
    """Take one choice back; the answer is in the queue again."""
    found = get_object_or_404(Study, slug=study)
    of_question = CodeChoice.objects.filter(answer__interview__edition__study=found, answer__question=question)
    kept = get_object_or_404(of_question.select_related("answer__interview__edition__study"), pk=choice)
    try:
        done = coders.undo(
            kept, user=request.user, now=timezone.now(), any_coder=may(request.user, "researcher", study)
        )
    except NotYours:
        messages.error(request, gettext("Somebody else gave this code. They or a researcher can take it back."))
    else:
        messages.success(request, ngettext("%(n)d code taken back.", "%(n)d codes taken back.", done) % {"n": done})
    return redirect("exports:given", study, question)


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def frame(request: HttpRequest, study: str, question: str) -> HttpResponse:
    """The codes of a question and how far coders agree. POST makes the frame, or adds a code to it."""
    found = get_object_or_404(Study, slug=study)
    if question not in open_questions(frame_store.definitions_of(found.pk)):
        raise Http404
    has_one = frame_store.newest_of(found, question) is not None
    data = request.POST or None
    form = CodeForm(frame_store.frame_of(found, question), data) if has_one else FrameForm(data)
    if request.method == "POST" and form.is_valid() and _stored(request, found, question, form):
        return redirect("exports:code_frame", study, question)
    context = {**frame_page(found, question, get_language()), "form": form}
    return render(request, "exports/coding/frame.html", context, status=422 if form.is_bound else 200)


def _stored(request: HttpRequest, study: Study, question: str, form: CodeForm | FrameForm) -> bool:
    """Whether the frame took it; the reason why not stands in the form."""
    try:
        if isinstance(form, CodeForm):
            frame_store.add_code(study, question, form.document, user=request.user, now=timezone.now())
        else:
            document = {"question": question, **_first(study, question, form)}
            frame_store.store(study, document, user=request.user, now=timezone.now())
    except FrameFault as fault:
        form.add_error(None, fault.lines)
        return False
    messages.success(request, gettext("Stored as a new version of the frame."))
    return True


def _first(study: Study, question: str, form: FrameForm) -> dict[str, object]:
    """A frame without codes of its own yet starts with one for the rest: a frame must have a code."""
    given = dict(form.cleaned_data)
    own = open_questions(frame_store.definitions_of(study.pk))[question].options
    rest = {"code": "else", "value": 900, "label": {"nl": "Iets anders", "en": "Something else"}}
    return given if given["lexicon"] or own else {**given, "codes": [rest]}


def _frame(study: str, question: str):
    """The study and the question's frame, or 404."""
    found = get_object_or_404(Study, slug=study)
    try:
        return found, frame_store.frame_of(found, question)
    except NoFrame as missing:
        raise Http404 from missing


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0
