"""Sharing a preview, and what comes back: the only writer of links and remarks. A link's token is stored nowhere."""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

from respondents.models import PreviewLink, Remark
from staff import audit
from staff.models import User
from surveys.design.desk import Desk
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.engine.text import Text
from surveys.models import Edition, Study

log = logging.getLogger(__name__)
TOKEN_BYTES = 16
LONGEST_DAYS = 90
LONGEST_LABEL = 100
LONGEST_TEXT = 4_000
LONGEST_NAME = 80
PER_WINDOW = 60
"""Remarks and beginnings that one link takes in ten minutes."""
WINDOW_SECONDS = 600
MOST_REMARKS = 5_000
"""Of one link; nobody can fill the database through it."""
DEFINITIONS_KEPT = 8


class LinkUnknown(LookupError):
    """No link has this token."""


class LinkOver(Exception):
    """The link was taken back, or its last day has passed."""


class TooMany(Exception):
    """More came through this link than people can write. `retry_after`: seconds."""

    retry_after = WINDOW_SECONDS


class NotAllowed(ValueError):
    """Something cannot be kept as it is. `code`: no_label, bad_days, no_text, long_text, long_name, no_page,
    settled or not_readable."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Said:
    """A remark as it was typed. `page` and `question` are '' for the questionnaire, or the page, as a whole."""

    page: str
    question: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class Shared:
    """What is shared: a document as it stands now. `edition`: the published one that it is, None for the draft."""

    document: str
    document_hash: str
    edition: Edition | None = None


def shared_draft(desk: Desk) -> Shared:
    """Raises NotAllowed for a draft that cannot be read."""
    if desk.definition is None:
        raise NotAllowed("not_readable")
    return Shared(json.dumps(desk.document, ensure_ascii=False), desk.document_hash)


@transaction.atomic
def share(
    study: Study, what: Shared, desk: Desk, label: str, days: int, user: User | None, *, now: datetime
) -> tuple[PreviewLink, str]:
    """The link and its token, which is told once. `desk`: the draft that remarks are gathered by. Raises NotAllowed."""
    if not 0 < len(label.strip()) <= LONGEST_LABEL:
        raise NotAllowed("no_label")
    if not 0 < days <= LONGEST_DAYS:
        raise NotAllowed("bad_days")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        study=study,
        token_digest=_digest(token),
        label=label.strip(),
        edition=what.edition,
        document=what.document,
        document_hash=what.document_hash,
        revision=desk.revision,
        refs=_refs(desk),
        expires_at=now + timedelta(days=days),
        made_by=user,
        made_at=now,
    )
    number = what.edition.number if what.edition else None
    audit.record(user, "preview.share", study.slug, link=link.pk, edition=number, revision=desk.revision, days=days)
    return link, token


def _refs(desk: Desk) -> dict[str, str]:
    """What pages (with a slash) and questions are called by in the draft, whatever they are renamed to."""
    pages = {f"/{node.name}": node.ref for node in desk.tree.pages}
    return {**pages, **{node.name: node.ref for node in desk.tree.questions}}


@transaction.atomic
def revoke(link: PreviewLink, user: User | None, *, now: datetime) -> None:
    """Take a link back; what was remarked stays. A second time changes nothing."""
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        audit.record(user, "preview.revoke", link.study.slug, link=link.pk)


def found(token: str, now: datetime) -> PreviewLink:
    """Raises LinkUnknown, LinkOver."""
    link = PreviewLink.objects.select_related("study").defer("document").filter(token_digest=_digest(token)).first()
    if link is None:
        raise LinkUnknown
    if link.revoked_at or link.expires_at <= now:
        raise LinkOver
    return link


def definition_of(link: PreviewLink) -> Definition:
    """The questionnaire as it was shared, read once per process."""
    return _definition(link.pk, link.document_hash)


@lru_cache(maxsize=DEFINITIONS_KEPT)
def _definition(link_id: int, document_hash: str) -> Definition:
    found = PreviewLink.objects.values_list("document", flat=True).get(pk=link_id, document_hash=document_hash)
    return parse(json.loads(found))


def remark(link: PreviewLink, said: Said, language: str, group: str, *, now: datetime) -> Remark:
    """Raises NotAllowed, TooMany."""
    text, name = said.text.strip(), said.name.strip()
    for refused, code in (
        (not text, "no_text"),
        (len(text) > LONGEST_TEXT, "long_text"),
        (len(name) > LONGEST_NAME, "long_name"),
    ):
        if refused:
            raise NotAllowed(code)
    shown, ref = _about(link, said, language)
    throttle(link)
    with transaction.atomic():
        if link.remarks.count() >= MOST_REMARKS:
            raise TooMany
        kept = Remark.objects.create(
            link=link, page=said.page, question=said.question, ref=ref, shown=shown, language=language, group=group,
            text=text, name=name, at=now,
        )  # fmt: skip
        audit.record(None, "preview.remark", link.study.slug, link=link.pk, remark=kept.pk)
    return kept


def _about(link: PreviewLink, said: Said, language: str) -> tuple[str, str]:
    """The words that were shown, and the ref of what they are about. Raises NotAllowed."""
    definition = definition_of(link)
    if not said.page:
        return "", ""
    page = definition.page_by_name.get(said.page)
    if page is None:
        raise NotAllowed("no_page")
    if not said.question:
        return _words(page.title or page.questions[0].label, language, definition), link.refs.get(f"/{page.name}", "")
    question = next((one for one in page.questions if one.name == said.question), None)
    if question is None:
        raise NotAllowed("no_page")
    return _words(question.label, language, definition), link.refs.get(question.name, "")


def _words(text: Text, language: str, definition: Definition) -> str:
    return str(text.shown(language, definition.source))


@transaction.atomic
def settle(remark: Remark, answer: str, user: User | None, *, now: datetime) -> None:
    """Answer a remark and close it. Raises NotAllowed."""
    if len(answer) > LONGEST_TEXT:
        raise NotAllowed("long_text")
    open_ones = Remark.objects.filter(pk=remark.pk, state=Remark.State.OPEN)
    how = {"state": Remark.State.SETTLED, "answer": answer.strip(), "settled_by": user, "settled_at": now}
    if not open_ones.update(**how):
        raise NotAllowed("settled")
    audit.record(user, "preview.settle", remark.link.study.slug, remark=remark.pk)


@transaction.atomic
def reopen(remark: Remark, user: User | None) -> None:
    """Open a settled remark again; its answer stays until it is settled anew."""
    if Remark.objects.filter(pk=remark.pk, state=Remark.State.SETTLED).update(state=Remark.State.OPEN):
        audit.record(user, "preview.reopen", remark.link.study.slug, remark=remark.pk)


@transaction.atomic
def delete(remark: Remark, user: User | None) -> None:
    """Take a remark away for good, such as one that tells about a person. The log keeps that it was there, not what."""
    if Remark.objects.filter(pk=remark.pk).delete()[0]:
        audit.record(user, "preview.delete", remark.link.study.slug, link=remark.link_id, remark=remark.pk)


def throttle(link: PreviewLink) -> None:
    """Counts one thing that came through the link. Raises TooMany. Fails open where the cache does not answer."""
    key = f"preview-link:{link.pk}"
    try:
        cache.add(key, 0, timeout=WINDOW_SECONDS)
        count = cache.incr(key)
    except (OSError, RedisError, ValueError):
        log.exception("The counter of remarks does not work; remarks are let through uncounted.")
        return
    if count > PER_WINDOW:
        raise TooMany


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()


def as_mapping(kept: Remark) -> Mapping[str, Any]:
    """A remark as a line of a file."""
    return {
        "page": kept.page,
        "question": kept.question,
        "shown": kept.shown,
        "language": kept.language,
        "group": kept.group,
        "remark": kept.text,
        "name": kept.name,
        "at": kept.at.isoformat(timespec="seconds"),
        "state": kept.state,
        "answer": kept.answer,
        "link": kept.link.label,
        "revision": kept.link.revision,
    }
