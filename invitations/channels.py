"""Channels that are made at first use: the open door, the help desk, group sessions, flyers."""

from invitations.models import Channel
from staff.models import Organisation
from surveys.models import Study


class FlyerChannelRefused(ValueError):
    """No flyer can lead to this channel. The message says what to do."""


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


def flyer_channel(study: Study, slug: str, label: str) -> Channel:
    """The channel of a flyer, made under this label where there is none. Raises FlyerChannelRefused."""
    found = Channel.objects.filter(study=study, slug=slug).first()
    if found is None and label.strip() and slug not in BY_ITSELF:
        return Channel.objects.create(study=study, slug=slug, kind=Channel.Kind.FLYER, label=label.strip()[:200])
    if found is None:
        raise FlyerChannelRefused(f"The study has no channel “{slug[:60]}”. Give --label to make it.")
    if found.kind == Channel.Kind.LETTER or found.closed_at:
        raise FlyerChannelRefused(f"The channel “{slug}” is closed or belongs to letters. Take another one.")
    return found


def session_channel(study: Study, organisation: Organisation | None = None) -> Channel:
    """The channel of group sessions: an organisation's own, or the study's. Made at first use."""
    slug = f"session-{organisation.pk}" if organisation else "session"
    label = f"Groepssessies {organisation.name}"[:200] if organisation else "Groepssessies"
    about = {"kind": Channel.Kind.SESSION, "label": label, "organisation": organisation}
    return Channel.objects.get_or_create(study=study, slug=slug, defaults=about)[0]
