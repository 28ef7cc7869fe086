"""Channels that are made at first use: the open door, the help desk, group sessions, flyers."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from invitations.models import Channel
from staff import audit
from staff.models import Organisation, User
from surveys.models import Study


class FlyerChannelRefused(ValueError):
    """No flyer can lead to this channel. The message says what to do."""


class ChannelTaken(ValueError):
    """There is a channel by this name already."""


@dataclass(frozen=True)
class NewChannel:
    """What somebody asks for. `organisation`: whose channel it is; None for the study's own."""

    study: Study
    kind: str
    label: str
    slug: str
    organisation: Organisation | None = None


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


def flyer_channel(study: Study, slug: str, label: str, kind: str = Channel.Kind.FLYER) -> Channel:
    """The channel of a flyer or a message, made under this label where there is none. Raises FlyerChannelRefused."""
    found = Channel.objects.filter(study=study, slug=slug).first()
    if found is None and label.strip() and slug not in BY_ITSELF:
        _refuse_taken(study, slug)
        return Channel.objects.create(study=study, slug=slug, kind=kind, label=label.strip()[:200])
    if found is None:
        raise FlyerChannelRefused(f"The study has no channel “{slug[:60]}”. Give --label to make it.")
    if found.kind == Channel.Kind.LETTER or found.closed_at:
        raise FlyerChannelRefused(f"The channel “{slug}” is closed or belongs to letters. Take another one.")
    return found


def _refuse_taken(study: Study, slug: str) -> None:
    """An address holds no study's name and says it in capitals: a second channel would lead to the first."""
    other = Channel.objects.exclude(study=study, slug=slug).filter(slug__iexact=slug).select_related("study").first()
    if other:
        raise FlyerChannelRefused(
            f"“{slug[:60]}” is a channel of {other.study.slug} already ({other.slug}): its flyers lead there. "
            "Take another --channel."
        )


def session_channel(study: Study, organisation: Organisation | None = None) -> Channel:
    """The channel of group sessions: an organisation's own, or the study's. Made at first use."""
    slug = f"session-{organisation.pk}" if organisation else "session"
    label = f"Groepssessies {organisation.name}"[:200] if organisation else "Groepssessies"
    about = {"kind": Channel.Kind.SESSION, "label": label, "organisation": organisation}
    return Channel.objects.get_or_create(study=study, slug=slug, defaults=about)[0]


def make_channel(by: User, wish: NewChannel) -> Channel:
    """A channel made by staff, recorded. Raises ChannelTaken where somebody else was first."""
    try:
        with transaction.atomic():
            made = Channel.objects.create(
                study=wish.study,
                slug=wish.slug,
                kind=wish.kind,
                label=wish.label.strip(),
                organisation=wish.organisation,
            )
            audit.record(by, "channel.make", made.slug, study=wish.study.slug, kind=wish.kind)
    except IntegrityError as error:
        raise ChannelTaken(wish.slug) from error
    return made


def close_channel(channel: Channel, by: User, now: datetime) -> None:
    """Its address leads nowhere any more; what was counted stays. Closing twice is closing once."""
    with transaction.atomic():
        if Channel.objects.filter(pk=channel.pk, closed_at=None).update(closed_at=now):
            audit.record(by, "channel.close", channel.slug, study=channel.study.slug)
