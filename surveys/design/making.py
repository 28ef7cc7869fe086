"""A study is made: from nothing, from an earlier wave, from a file. The only writer of studies beside `load_study`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import Resolver404, resolve, reverse

from staff import audit
from staff.models import Membership, Role, User
from staff.roles import may
from surveys import drafts, translations
from surveys.design import opening
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem
from surveys.load import LARGEST_FILE, SLUG, read_bytes
from surveys.loading import MADE_HERE
from surveys.models import Draft, DraftSnapshot, Study
from surveys.text_states import Event
from surveys.xlsform import read_workbook

Document = Mapping[str, Any]
PAGES_BY_SLUG = ("surveys:study", "landing")
"""Pages whose address is a study's name and nothing else: a name that another page has would never be reached."""


class CannotMake(ValueError):
    """`code` says why; the pages have words for it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@transaction.atomic
def make(slug: str, title: str, document: Document, user: User, *, how: str, record: Iterable[Event] = ()) -> Study:
    """A new study with this draft; who makes it becomes its researcher. `record`: of its translations, from elsewhere.

    Raises CannotMake, DefinitionError for a document that is not plain.
    """
    require_free(slug, user)
    try:
        with transaction.atomic():
            study = Study.objects.create(slug=slug, title=title[:200])
    except IntegrityError:
        raise CannotMake("taken") from None
    draft = drafts.store(study, {**document, "study": slug})
    Draft.objects.filter(pk=draft.pk).update(loaded_hash=MADE_HERE)
    translations.take_record(study, record)
    if not may(user, "researcher", slug):
        Membership.objects.create(user=user, role=Role.RESEARCHER, study=slug)
        audit.record(user, "staff.member", str(user.pk), role="researcher", study=slug)
    audit.record(user, "study.make", slug, how=how)
    return study


def require_free(slug: str, user: User) -> None:
    """Raises CannotMake where the name cannot be one, is taken, or is the address of another page.

    A name that others were given rights for before it existed is kept for those who may research it.
    """
    if not SLUG.fullmatch(slug):
        raise CannotMake("bad_slug")
    promised = Membership.objects.filter(study=slug).exists() and not may(user, "researcher", slug)
    if promised or Study.objects.filter(slug=slug).exists():
        raise CannotMake("taken")
    if not all(_leads_there(name, slug) for name in PAGES_BY_SLUG):
        raise CannotMake("reserved")


def _leads_there(name: str, slug: str) -> bool:
    try:
        return resolve(reverse(name, args=[slug])).view_name == name
    except Resolver404:
        return False


def bring_in(study: Study, document: Document, user: User, *, revision: int | None) -> Draft:
    """A file becomes the draft of a study that exists; the draft before is kept. Raises drafts.DraftChanged."""
    return opening.replace(
        study, {**document, "study": study.slug}, DraftSnapshot.Reason.IMPORT, user, revision=revision
    )


def document_in(name: str, data: bytes, *, leave_out: bool) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The document that an uploaded file says, with what is only to be known. YAML, JSON, or an XLSForm workbook.

    `leave_out`: what a workbook says and we cannot carry is left out. Raises DefinitionError with every problem.
    """
    if len(data) > LARGEST_FILE:
        raise DefinitionError([Problem(name, "too_large", "The file is too large.", "Leave out what repeats.")])
    document, told = _workbook(data, leave_out=leave_out) if _is_zip(data) else (_yaml(name, data), ())
    for number in edition_numbers(document):
        parse(select_edition(document, number))
    return document, told


def _is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def _yaml(name: str, data: bytes) -> dict[str, Any]:
    found = read_bytes(name, data)
    if not isinstance(found, dict):
        what = "Write keys and values, such as name: …"
        raise DefinitionError([Problem(name, "wrong_type", "The file does not hold a mapping.", what)])
    return found


def _workbook(data: bytes, *, leave_out: bool) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    imported = read_workbook(data)
    lost = [problem for problem in imported.problems if problem.severity == "error"]
    if imported.document is None or (lost and not leave_out):
        raise DefinitionError(imported.problems)
    return dict(imported.document), imported.problems
