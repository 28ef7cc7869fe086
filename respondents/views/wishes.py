"""After sending, for who wants: the raffle, an interview, the terms, and taking oneself off the lists.

These pages know nobody but the holder of a pass; the visit is over on this phone before the first of them is shown.
"""

from random import SystemRandom

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from respondents import errors, languages, wish_pass, wishes
from respondents.contact import ContactFault, read_contact
from respondents.cookies import forget
from respondents.pages import page, show
from respondents.side_pages import block
from respondents.wish_pass import NoWishPass, WishPass
from respondents.wishes import LONGEST_NAME
from surveys.engine.reading import clean


@page("POST")
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """From the last page to a wish. The phone lets go of the visit; the pass is all that it keeps."""
    _must_be_offered(request, kind)
    response = redirect("wish", kind=kind)
    if wish_pass.earned(request):
        found = wish_pass.make(request.visit, wish_pass.secret_of(request))
        forget(response, "visit")
        return wish_pass.write(response, found)
    _pass_of(request)
    return response


@page("GET", "POST")
def wish(request: HttpRequest, kind: str) -> HttpResponse:
    """One field for an e-mail address or a phone number, and a name for who wants."""
    _must_be_offered(request, kind)
    found = _pass_of(request)
    if request.method == "GET" and wishes.used(found, kind):
        return redirect("wish_kept", kind=kind)
    if request.method != "POST" or languages.asked_for(request):
        return _ask(request, kind)
    try:
        contact = read_contact(request.POST.get("contact", ""))
    except ContactFault as fault:
        return _ask(request, kind, fault)
    name = clean(request.POST.get("name", ""))[:LONGEST_NAME].strip()
    asked = wishes.Asked(kind, contact, request.language, name)
    wishes.enter(found, asked, SystemRandom(), trial=request.study.edition.demo)
    return redirect("wish_kept", kind=kind)


def _must_be_offered(request: HttpRequest, kind: str) -> None:
    if request.study is None:
        raise NoWishPass
    if kind not in wishes.offered(request.study.definition):
        raise errors.NoSuchWish(kind)


def _pass_of(request: HttpRequest) -> WishPass:
    """The pass for the study that the page is about. Raises NoWishPass."""
    found = request.wish_pass
    if found is None or found.study != request.study.slug:
        raise NoWishPass
    return found


def _ask(request: HttpRequest, kind: str, fault: ContactFault | None = None) -> HttpResponse:
    texts = request.study.definition.materials["wishes"]
    context = {
        "kind": kind,
        "about": block(texts, kind),
        "terms": block(texts, "terms"),
        "name": request.POST.get("name", "")[:LONGEST_NAME],
        **_typed(request, fault),
    }
    return show(request, "respondents/wish.html", context, status=422 if fault else 200)


def _typed(request: HttpRequest, fault: ContactFault | None) -> dict[str, object]:
    problem = errors.CONTACT_FAULTS[fault.code] if fault else ""
    return {"contact": request.POST.get("contact", "")[:254], "problem": problem, "in_form": True}


@page("GET")
def kept(request: HttpRequest, kind: str) -> HttpResponse:
    """Thank you. Does not show what was typed: the phone may go round."""
    _must_be_offered(request, kind)
    if not wishes.used(_pass_of(request), kind):
        return redirect("wish", kind=kind)
    said = request.study.definition.materials["wishes"][kind].get("kept")
    return show(request, "respondents/wish_kept.html", {"kind": kind, "said": said})


@page("GET")
def terms(request: HttpRequest) -> HttpResponse:
    """The terms of the raffle and what happens with the address or number, for everybody to read."""
    texts = request.study.definition.materials.get("wishes") if request.study else None
    found = block(texts or {}, "terms")
    if found is None:
        raise errors.NoSuchWish("terms")
    return show(request, "respondents/wish_terms.html", {"about": found})


@page("GET", "POST")
def remove(request: HttpRequest) -> HttpResponse:
    """Off every list, by typing the same again. Answers the same whether it was on one or not."""
    if request.method == "GET" or languages.asked_for(request):
        return show(request, "respondents/wish_remove.html", _typed(request, None))
    try:
        contact = read_contact(request.POST.get("contact", ""))
    except ContactFault as fault:
        return show(request, "respondents/wish_remove.html", _typed(request, fault), status=422)
    wishes.remove(contact)
    return redirect("wish_removed")


@page("GET")
def removed(request: HttpRequest) -> HttpResponse:
    return show(request, "respondents/wish_removed.html")
