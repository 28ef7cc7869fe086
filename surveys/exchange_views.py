"""Pages of files for translators: texts go out as a download, come back as an upload, and wait for a confirmation."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from staff import audit
from staff.roles import requires
from surveys import drafts
from surveys.exchange import pending
from surveys.exchange.delivery import PlanChanged, Refused, bring_in, languages_to, look, packed, write
from surveys.exchange.files import CONTENT_TYPES, read_file
from surveys.exchange.incoming import Plan
from surveys.exchange.rows import Unreadable, Unwritable
from surveys.exchange.words import OUTCOME_WORDS, STATE_WORDS, said_of, say
from surveys.exchange_forms import ExportForm, ImportForm
from surveys.models import Study
from surveys.text_states import STATES

ROLES = ("researcher", "translator")
LINES_SHOWN = 500


@require_safe
@never_cache
@requires(*ROLES)
def files(request: HttpRequest, study: str) -> HttpResponse:
    """What can go out and come in."""
    return _page(request, get_object_or_404(Study, slug=study))


@require_safe
@never_cache
@requires(*ROLES)
def export(request: HttpRequest, study: str) -> HttpResponse:
    """The texts as a download. That they left is recorded."""
    found = get_object_or_404(Study, slug=study)
    form = ExportForm(request.GET, languages=_languages(found))
    if not form.is_valid():
        return _page(request, found, out=form)
    asked = form.cleaned_data
    try:
        package = packed(found, asked["language"], asked["state"] or STATES)
        data = write(package, asked["form"])
    except Unwritable as error:
        form.add_error(None, say(error.code, error.details))
        return _page(request, found, out=form)
    if not package.rows:
        form.add_error("state", _("No text is in these states."))
        return _page(request, found, out=form)
    with transaction.atomic():
        audit.record(request.user, "text.export", f"{study}/{package.language}", texts=len(package.rows))
    name = f"{study}-{package.language}-{package.revision}.{asked['form']}"
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES[asked["form"]],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


@require_POST
@never_cache
@requires(*ROLES)
def incoming(request: HttpRequest, study: str) -> HttpResponse:
    """Read the file and report what it would do. Nothing is changed yet."""
    found = get_object_or_404(Study, slug=study)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, back=form)
    data = form.cleaned_data["file"].read()
    by, step = form.cleaned_data["by"], form.cleaned_data["step"]
    try:
        plan = look(found, read_file(data), step)
    except Unreadable as error:
        form.add_error("file", say(error.code, error.details))
        return _page(request, found, back=form)
    except drafts.NoDraft:
        return _page(request, found)
    waiting = pending.Pending(pending.keep(data), study, request.user.pk, by, step, plan.digest)
    return _report(request, found, plan, waiting)


@require_POST
@never_cache
@requires(*ROLES)
def confirm(request: HttpRequest, study: str) -> HttpResponse:
    """Do what the report said: all rows, or (`partial`) the sound ones."""
    found = get_object_or_404(Study, slug=study)
    try:
        waiting, data = pending.read(request.POST.get("token", ""), study=study, user=request.user.pk)
    except pending.NotPending:
        messages.error(request, _("The file is not kept any more. Choose it again."))
        return redirect("surveys:files", study)
    try:
        plan = bring_in(
            found,
            read_file(data),
            user=request.user,
            by=waiting.by,
            step=waiting.step,
            partial="partial" in request.POST,
            seen=waiting.digest,
        )
    except (PlanChanged, Refused) as stopped:
        return _again(request, found, stopped, waiting)
    pending.drop(waiting)
    messages.success(request, _brought_in(plan))
    return redirect("surveys:files", study)


def _again(request: HttpRequest, study: Study, stopped: PlanChanged | Refused, old: pending.Pending) -> HttpResponse:
    """The report of what would happen now, to be confirmed anew."""
    if isinstance(stopped, PlanChanged):
        messages.warning(request, _("The draft was changed meanwhile; nothing was done. This is the report as of now."))
    else:
        messages.warning(request, _("Rows are refused, so nothing was done. Say whether to bring in the others."))
    plan = stopped.plan
    waiting = pending.Pending(old.file, old.study, old.user, old.by, old.step, plan.digest)
    return _report(request, study, plan, waiting, status=409)


def _brought_in(plan: Plan) -> str:
    done = ngettext("%(number)d text was brought in.", "%(number)d texts were brought in.", len(plan.sound))
    left = ngettext("%(number)d row was refused.", "%(number)d rows were refused.", len(plan.refused))
    told = done % {"number": len(plan.sound)}
    return f"{told} {left % {'number': len(plan.refused)}}" if plan.refused else told


def _report(
    request: HttpRequest, study: Study, plan: Plan, waiting: pending.Pending, *, status: int = 200
) -> HttpResponse:
    shown = sorted((line for line in plan.lines if line.code), key=lambda line: line.outcome != "refused")
    lines = [
        {"row": line.row, "outcome": OUTCOME_WORDS[line.outcome], "said": said_of(line), "language": line.language}
        for line in shown[:LINES_SHOWN]
    ]
    context = {
        "study": study,
        "plan": plan,
        "lines": lines,
        "more": max(0, len(shown) - LINES_SHOWN),
        "counts": [(OUTCOME_WORDS[outcome], number) for outcome, number in plan.counts.items() if number],
        "steps": [(STATE_WORDS[step], number) for step, number in plan.steps.items()],
        "by": waiting.by,
        "token": waiting.token,
    }
    return render(request, "surveys/files_report.html", context, status=status)


def _page(request: HttpRequest, study: Study, **forms: Any) -> HttpResponse:
    """`out`, `back`: forms that were filled in and are not right."""
    languages = _languages(study)
    context = {
        "study": study,
        "languages": languages,
        "out": forms.get("out") or ExportForm(languages=languages),
        "back": forms.get("back") or ImportForm(),
    }
    return render(request, "surveys/files.html", context, status=400 if forms else 200)


def _languages(study: Study) -> tuple[str, ...]:
    """Languages that texts can go out in; none where there is no draft."""
    try:
        return languages_to(study)
    except drafts.NoDraft:
        return ()
