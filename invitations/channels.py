"""Channels that exist without anybody making them: the open door and the help desk."""

from invitations.models import Channel
from surveys.models import Study

BY_ITSELF = {
    "open": (Channel.Kind.OPEN, "Open"),
    "helpdesk": (Channel.Kind.HELPDESK, "Helpdesk"),
}


def open_channel(study: Study) -> Channel:
    """The channel of people who came without a code, made at first use."""
    return channel_named(study, "open")


def channel_named(study: Study, slug: str) -> Channel:
    """The study's channel. Raises Channel.DoesNotExist for one that was never made."""
    if slug not in BY_ITSELF:
        return Channel.objects.get(study=study, slug=slug)
    kind, label = BY_ITSELF[slug]
    channel, _ = Channel.objects.get_or_create(study=study, slug=slug, defaults={"kind": kind, "label": label})
    return channel
