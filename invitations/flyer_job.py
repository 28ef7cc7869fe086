"""Making a channel's flyers as a job of the staff pages."""

import shutil
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils import timezone

from invitations import flyers, studies
from invitations.channels import FlyerChannelRefused
from invitations.flyer_text import FlyerTextMissing
from invitations.letters import PublicAddressWrong, TextNotDrawable
from invitations.logo import Logo
from invitations.models import Channel
from invitations.rights import channels_of
from staff import audit, spool
from staff.jobs import JobProblem, Progress, start
from staff.models import Job, User
from surveys.typeset import TypesetError

KIND = "flyers"
KEPT_S = 7 * 24 * 60 * 60
NOT_MADE = (flyers.FlyerRefused, FlyerTextMissing, PublicAddressWrong, TextNotDrawable)
PROBLEMS = (*NOT_MADE, TypesetError, FlyerChannelRefused, studies.StudyNotReady, spool.NotSpooled)


def begin(channel: Channel, wish: flyers.Wish, user: User) -> Job:
    """Start the job. The logo waits in the spool; nothing else of the wish is a file."""
    arguments: dict[str, Any] = {
        "channel": channel.pk,
        "version": wish.version,
        "size": wish.size,
        "languages": list(wish.languages),
        "together": wish.together,
        "name": wish.name,
    }
    if wish.logo:
        arguments |= {"logo": spool.keep(wish.logo.content), "logo_format": wish.logo.format}
    return start(KIND, arguments, user)


def make_flyers(job: Job, progress: Progress) -> Path:
    """Handler of jobs `flyers`: one file as it is, several as a zip. The logo is removed once they are made."""
    _remove_older()
    channel = Channel.objects.select_related("study").get(pk=job.arguments["channel"])
    folder = folder_of(job)
    try:
        wish = _wish(job, channel, folder)
        made = flyers.make(studies.newest_edition(channel.study), wish, timezone.localdate(), tell=progress.advance)
    except PROBLEMS as problem:
        raise JobProblem(str(problem)) from problem
    progress.advance(len(made), len(made))
    if "logo" in job.arguments:
        spool.drop(job.arguments["logo"])
    audit.record(job.created_by, "flyer.make", channel.slug, version=wish.version)
    return made[0] if len(made) == 1 else _zipped(made, folder / f"{channel.slug}-flyers.zip")


def may_fetch(job: Job, user: User) -> bool:
    """Only while the channel is one of theirs."""
    return channels_of(user).filter(pk=job.arguments["channel"]).exists()


def folder_of(job: Job) -> Path:
    return _root() / str(job.pk)


def _root() -> Path:
    return Path(settings.VAR_DIR) / "flyers"


def _wish(job: Job, channel: Channel, out: Path) -> flyers.Wish:
    """Raises NotSpooled where the logo is gone."""
    asked = job.arguments
    logo = Logo(spool.read(asked["logo"]), cast(Any, asked["logo_format"])) if "logo" in asked else None
    return flyers.Wish(
        out=out,
        size=asked["size"],
        languages=tuple(asked["languages"]),
        channel=channel.slug,
        together=asked["together"],
        version=asked["version"],
        name=asked["name"],
        logo=logo,
    )


def _zipped(files: Sequence[Path], out: Path) -> Path:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    for file in files:
        file.unlink()
    return out


def _remove_older() -> None:
    """Flyers are made anew in a moment; nobody fetches those of last week."""
    oldest = time.time() - KEPT_S
    for folder in _root().glob("*"):
        with suppress(FileNotFoundError):  # another job may remove it at the same time
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
