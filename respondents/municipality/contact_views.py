"""Two contacts per municipality: asked by mail, handed over to a successor, ended; and who it was before."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from invitations.rights import HOSTS
from respondents.municipality.forms import AskForm
from respondents.municipality.rights import Area, area_of
from staff import contact_mail, contacts
from staff.contact_models import ContactInvitation, ContactPlace, OrganisationContact
from staff.contacts import ContactRefused, Post
from staff.models import User
from staff.roles import requires

REFUSED = {
    "already": gettext_lazy("This is the address of the other contact. Give another one."),
    "many": gettext_lazy("You asked many people today. Go on tomorrow."),
    "closed": gettext_lazy("The account with this address was closed. Ask who runs this site."),
}


@dataclass(frozen=True)
class Seat:
    """A place as the page shows it. `form`: to ask somebody for it, where this person may."""

    place: int
    label: str
    contact: OrganisationContact | None
    asked: ContactInvitation | None
    form: AskForm | None
    may_end: bool


@require_safe
@never_cache
@requires(*HOSTS)
def contact_list(request: HttpRequest, study: str, organisation: int) -> HttpResponse:
    """Who the contacts are, who was asked, who it was before."""
    return _page(request, area_of(request.user, study, organisation))


@require_POST
@never_cache
@requires(*HOSTS)
def ask(request: HttpRequest, study: str, organisation: int) -> HttpResponse:
    """Sends the mail. An empty place may be filled by any contact, a held one by its holder or fieldwork staff."""
    area = area_of(request.user, study, organisation)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, area, form)
    post = Post(area.organisation, area.study.slug, form.cleaned_data["place"])
    holder = contacts.contacts_of(post.organisation, post.study).filter(place=post.place).first()
    if not _may_fill(request.user, area, holder):
        raise PermissionDenied("another's place")
    try:
        invite(area, post, form.cleaned_data["email"], request.user)
    except ContactRefused as refusal:
        form.add_error("email", REFUSED[refusal.code])
        return _page(request, area, form)
    except OSError:
        form.add_error("email", _("The mail could not be sent, so nothing was changed. Try again later."))
        return _page(request, area, form, status=503)
    messages.success(request, _("The mail was sent. The link in it works for a week."))
    return _to(area)


def invite(area: Area, post: Post, email: str, by: User) -> None:
    """Raises ContactRefused, or OSError where the mail does not leave; then nobody was asked."""
    with transaction.atomic():
        asked, token = contacts.ask(post, email, by=by, now=timezone.now())
        contact_mail.send(asked.email, area.organisation, area.study.title, token, asked.expires_at)


@require_POST
@requires(*HOSTS)
def end(request: HttpRequest, study: str, organisation: int, contact_id: int) -> HttpResponse:
    """The place is empty from now on. For fieldwork staff, and for who holds it."""
    area = area_of(request.user, study, organisation)
    of_the_area = OrganisationContact.objects.filter(organisation=area.organisation, study=area.study.slug)
    found = get_object_or_404(of_the_area, pk=contact_id)
    if not area.fieldwork and found.user != request.user:
        raise PermissionDenied("another's place")
    if contacts.end(found, by=request.user, now=timezone.now()):
        messages.success(request, _("This contact was ended, and has no access any more."))
    return redirect("municipality:home") if found.user == request.user else _to(area)


@require_POST
@requires(*HOSTS)
def take_back(request: HttpRequest, study: str, organisation: int, invitation_id: int) -> HttpResponse:
    area = area_of(request.user, study, organisation)
    of_the_area = ContactInvitation.objects.filter(organisation=area.organisation, study=area.study.slug)
    contacts.take_back(get_object_or_404(of_the_area, pk=invitation_id), by=request.user, now=timezone.now())
    messages.success(request, _("The invitation was taken back."))
    return _to(area)


@require_POST
@requires("fieldwork")
def end_access(request: HttpRequest, study: str, organisation: int, user_id: int) -> HttpResponse:
    """For accounts that were given the role by command, and are no contact."""
    area = area_of(request.user, study, organisation)
    others = contacts.others_with_access(area.organisation, area.study.slug)
    contacts.end_access(get_object_or_404(others, pk=user_id), area.organisation, area.study.slug, by=request.user)
    messages.success(request, _("This account has no access any more."))
    return _to(area)


def _may_fill(user: User, area: Area, holder: OrganisationContact | None) -> bool:
    return area.fieldwork or holder is None or holder.user == user


def _page(request: HttpRequest, area: Area, form: AskForm | None = None, status: int = 200) -> HttpResponse:
    former = OrganisationContact.objects.filter(organisation=area.organisation, study=area.study.slug)
    context = {
        "area": area,
        "seats": _seats(request.user, area, form),
        "others": contacts.others_with_access(area.organisation, area.study.slug) if area.fieldwork else (),
        "former": former.exclude(until=None).select_related("user").order_by("-until"),
    }
    return render(request, "municipality/contacts.html", context, status=400 if form and status == 200 else status)


def _seats(user: User, area: Area, form: AskForm | None) -> list[Seat]:
    """`form`: one that came back with errors, at its own place."""
    held = {one.place: one for one in contacts.contacts_of(area.organisation, area.study.slug)}
    open_ones = contacts.open_invitations(timezone.now())
    asked = {one.place: one for one in open_ones.filter(organisation=area.organisation, study=area.study.slug)}
    found = []
    for place, label in ContactPlace.choices:
        holder = held.get(place)
        may_fill = _may_fill(user, area, holder)
        returned = form if form and form.data.get("place") == str(place) else None
        fresh = AskForm(initial={"place": place}, auto_id=f"place_{place}_%s") if may_fill else None
        may_end = holder is not None and (area.fieldwork or holder.user == user)
        found.append(Seat(place, label, holder, asked.get(place), returned or fresh, may_end))
    return found


def _to(area: Area) -> HttpResponse:
    return redirect("municipality:contacts", area.study.slug, area.organisation.pk)
