"""Pages at the end and at the side: stopped, not for you, help, privacy, removing one's answers."""

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from invitations import entry_lookup
from invitations.models import Code
from respondents import entry, errors, flow, languages, retention, visits
from respondents.door import Door
from respondents.models import Interview
from respondents.pages import TYPED, page, show
from respondents.side_pages import block

SALT = "respondents.withdraw"
CONFIRM_WITHIN = timedelta(minutes=15)
NO = "no"


@page("GET")
def stopped(request: HttpRequest) -> HttpResponse:
    """How to go on later."""
    return show(request, "respondents/stopped.html")


@page("GET")
def outcome(request: HttpRequest, name: str) -> HttpResponse:
    """Why it ends here, kindly: somebody said no, or the questionnaire is not for them."""
    if request.study is None:
        raise errors.OutcomeUnknown(name)
    definition = request.study.definition
    if name == NO:
        return show(request, "respondents/refused.html", {"said": definition.materials.get("refused", {})})
    found = next((end for end in definition.screening.outcomes if end.name == name and end.refuse), None)
    if found is None:
        raise errors.OutcomeUnknown(name)
    return show(request, "respondents/outcome.html", {"end": found, "refers": block(definition.materials, "referral")})


@page("GET")
def privacy(request: HttpRequest) -> HttpResponse:
    """What we promise about everybody's answers, and below it what the study adds."""
    definition = request.study.definition if request.study else None
    more = block(definition.materials, "privacy") if definition else None
    titled = more is not None and more.title.get(request.language) != _("Your privacy")
    context = {"dates": definition.dates if definition else None, "more": more, "titled": titled, "choosing": True}
    return show(request, "respondents/privacy.html", context)


@page("GET")
def help_page(request: HttpRequest) -> HttpResponse:
    """Help with the questions, then where to get help with integrating itself."""
    materials = request.study.definition.materials if request.study else {}
    found = {name: block(materials, name) for name in ("help", "referral")}
    if not any(found.values()):
        raise errors.NoHelpPage
    busy = request.visit is not None and request.visit.interview.state == Interview.State.OPEN
    return show(request, "respondents/help.html", {**found, "asked_here": busy})


@page("GET", "POST", code_page="respondents/withdraw.html")
def withdraw(request: HttpRequest) -> HttpResponse:
    """By code: asks once more, then removes every answer."""
    if request.method == "GET" or languages.asked_for(request):
        return show(request, "respondents/withdraw.html", {"typed": request.POST.get("code", "")[:TYPED]})
    if request.POST.get("go") == "remove":
        return _remove(request)
    typed = request.POST.get("code", "")
    if not typed.strip():
        raise errors.CodeEmpty
    found = _code_of_anybody(typed)
    flow.withdrawable(found, now=request.now)
    proof = signing.dumps(bytes(found.digest).hex(), salt=SALT)
    return show(request, "respondents/withdraw_sure.html", {"proof": proof})


def _code_of_anybody(typed: str) -> Code:
    """Raises WithdrawalOver where the code is not known and some study's codes were purged: it may be one of those."""
    try:
        return entry.with_code_of_anybody(typed)
    except entry_lookup.CodeUnknown:
        if retention.bridges_are_gone():
            raise flow.WithdrawalOver from None
        raise


def _remove(request: HttpRequest) -> HttpResponse:
    try:
        digest = signing.loads(request.POST.get("proof", ""), salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature as error:
        raise errors.LinkOld from error
    code = entry.code_at(Door(digest=digest))
    if code is None:
        raise errors.LinkOld
    flow.withdraw(code, now=request.now)
    return visits.end(request, redirect("withdrawn"))


@page("GET")
def withdrawn(request: HttpRequest) -> HttpResponse:
    return show(request, "respondents/withdrawn.html")
