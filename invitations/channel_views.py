"""Self-service: municipalities and fieldwork make channels, fetch flyers and messages, and see how many people came."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invitations import channels, counts, flyer_job, flyers
from invitations.channel_forms import ChannelForm, FlyerForm
from invitations.channel_messages import messages_of
from invitations.letters import PublicAddressWrong
from invitations.messages import Message, MessageTextMissing
from invitations.models import Channel
from invitations.rights import HOSTS, channels_of, may_open, organisations_of, studies_of
from invitations.studies import newest_edition
from staff.models import Role
from staff.roles import may, requires
from surveys.languages import direction
from surveys.languages import name as language_name
from surveys.own_studies import published_study

NOT_WRITTEN = (MessageTextMissing, PublicAddressWrong)


@require_safe
@never_cache
@requires(*HOSTS)
def channel_list(request: HttpRequest) -> HttpResponse:
    """Every channel that this person may see, with what may be told of its weeks together."""
    found = list(channels_of(request.user))
    told = counts.reports(found, timezone.localdate())
    rows = [(one, told[one.pk].sums) for one in found]
    return render(request, "channels/list.html", {"rows": rows, "studies": studies_of(request.user)})


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*HOSTS)
def new(request: HttpRequest, study: str) -> HttpResponse:
    """The form; a POST makes the channel and leads to its page."""
    found = published_study(study)
    if not may_open(request.user, found):
        raise Http404
    must_choose = not may(request.user, Role.FIELDWORK, found.slug)
    form = ChannelForm(
        request.POST or None, organisations=organisations_of(request.user, found), must_choose=must_choose
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("channels:channel", channels.make_channel(request.user, form.wish(found)).pk)
        except channels.ChannelTaken:
            form.add_error("slug", _("This name is taken. Choose another one."))
    return render(request, "channels/new.html", {"form": form, "study": found}, status=400 if form.errors else 200)


@require_safe
@never_cache
@requires(*HOSTS)
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One channel: its address, its flyers, its messages, its weeks."""
    found = _own_channel(request, channel_id)
    return _page(request, found, _flyer_form(found))


@require_POST
@never_cache
@requires(*HOSTS)
def flyer(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Starts making the flyer, and leads to the page where it will lie. What cannot be made is told at once."""
    found = _own_channel(request, channel_id)
    form = _flyer_form(found, request)
    if not form.is_valid() or found.closed_at:
        return _page(request, found, form, status=400)
    wish = _wish(found, form)
    try:
        flyers.checked_texts(newest_edition(found.study), wish)
    except flyer_job.NOT_MADE as error:
        form.add_error(None, str(error))
        return _page(request, found, form, status=400)
    return redirect("staff:job", flyer_job.begin(found, wish, request.user).pk)


@require_safe
@never_cache
@requires(*HOSTS)
def message_files(request: HttpRequest, channel_id: int) -> HttpResponse:
    """All messages of the channel, one text file per kind and language."""
    found = _own_channel(request, channel_id)
    written = _messages(found)
    if not written:
        raise Http404
    files = {f"{found.slug}-{one.kind}-{one.language}.txt": one.as_file.encode() for one in written}
    return _zipped(files, f"{found.slug}-messages.zip")


@require_POST
@requires(*HOSTS)
def close(request: HttpRequest, channel_id: int) -> HttpResponse:
    """The channel's address leads nowhere any more."""
    found = _own_channel(request, channel_id)
    channels.close_channel(found, request.user, timezone.now())
    messages.success(request, _("The channel is closed. Its flyers and links do not work any more."))
    return redirect("channels:channel", found.pk)


def _own_channel(request: HttpRequest, channel_id: int) -> Channel:
    """Another's channel does not exist for this person."""
    return get_object_or_404(channels_of(request.user), pk=channel_id)


def _flyer_form(found: Channel, request: HttpRequest | None = None) -> FlyerForm:
    offered = list(newest_edition(found.study).offered)
    initial = {"languages": offered, "name": str(found.organisation or "")[: flyers.LONGEST_NAME]}
    data, files = (request.POST, request.FILES) if request else (None, None)
    return FlyerForm(data, files, offered=offered, initial=initial)


def _wish(found: Channel, form: FlyerForm) -> flyers.Wish:
    """Without a folder: the job has one of its own."""
    wanted = {**form.cleaned_data, "languages": tuple(form.cleaned_data["languages"])}
    return flyers.Wish(out=Path(), channel=found.slug, **wanted)


def _messages(found: Channel) -> tuple[Message, ...]:
    """() where the study writes none, or not all of them."""
    try:
        return messages_of(newest_edition(found.study), found.slug)
    except NOT_WRITTEN:
        return ()


def _page(request: HttpRequest, found: Channel, form: FlyerForm, status: int = 200) -> HttpResponse:
    report = counts.reports([found], timezone.localdate())[found.pk]
    context = {
        "channel": found,
        "address": _address(found),
        "form": form,
        "report": report,
        "messages_by_language": _by_language(() if found.closed_at else _messages(found)),
    }
    return render(request, "channels/channel.html", context, status=status)


def _address(found: Channel) -> str:
    try:
        return flyers.channel_address(found.slug)
    except PublicAddressWrong:
        return ""


def _by_language(written: Iterable[Message]) -> list[dict[str, Any]]:
    """Messages below the language they are in, each language once."""
    found: dict[str, list[Message]] = {}
    for one in written:
        found.setdefault(one.language, []).append(one)
    return [
        {"tag": tag, "name": language_name(tag), "dir": direction(tag), "messages": several}
        for tag, several in found.items()
    ]


def _zipped(files: dict[str, bytes], name: str) -> HttpResponse:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
