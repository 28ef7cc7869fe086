"""The token itself, its study, and the published editions with their documents."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from exports.api.core import About, Answer, Slug, resource
from exports.api.models import ROLES, ApiToken
from exports.api.pages import Page, Paging, page_of
from exports.api.problems import not_found
from surveys.editions import definition_of
from surveys.models import Edition

EVERYBODY = tuple(role.value for role in ROLES)
DEFINITIONS = ("analyst", "researcher")
Number = Annotated[int, Path(description="Number of the edition.", ge=1, le=99_999, examples=[1])]
Words = dict[str, str]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TokenTold(Shape):
    """What the token that asks may do, and until when."""

    token: str = Field(description="The part of the token that may be shown.")
    study: str = Field(description="The study that it reads.")
    role: str = Field(description="The role in which it reads: analyst, fieldwork, municipality or researcher.")
    purpose: str = Field(description="What it was made for.")
    made_on: date = Field(description="The day on which it was made.")
    ends_on: date = Field(description="Its last day.")


class StudyTold(Shape):
    """A study."""

    study: str = Field(description="Its name in addresses.")
    title: str = Field(description="Its title in Dutch, as staff know it.")
    editions: int = Field(description="How many editions were published.")
    newest_edition: int = Field(description="Number of the newest edition.")
    languages: list[str] = Field(description="Languages of the newest edition that are complete, the source first.")


class GroupTold(Shape):
    """A kind of respondent with a questionnaire of its own."""

    name: str = Field(description="Its name, as in the breakdown `group`.")
    value: int = Field(description="Its code in datasets.")
    label: Words = Field(description="Language → what it is called.")


class EditionTold(Shape):
    """A published version of a study's definition. It never changes."""

    number: int = Field(description="Its number within the study.")
    published_at: datetime = Field(description="When it was published.")
    languages: list[str] = Field(description="Languages that are complete, the source first.")
    demo: bool = Field(description="True while native speakers have not signed it: for demonstration only.")
    follows: int | None = Field(description="The edition with the same codes that it follows; null for none.")
    document_hash: str = Field(description="SHA-256 of the document in its canonical form.")
    groups: list[GroupTold] = Field(description="Kinds of respondents, in order.")
    questions: int = Field(description="How many questions there are, those of the screening among them.")
    document: str = Field(description="Address of the whole definition as JSON.")


@resource("/token", About("token", EVERYBODY, "What this token may do", "studies", TokenTold))
def token(request: HttpRequest) -> Answer:
    """Study, role, purpose and last day of the token that asks. For a dashboard that warns before its token ends."""
    own: ApiToken = request.auth  # type: ignore[attr-defined]
    told = TokenTold(
        token=f"ibs_{own.public_id}",
        study=own.study.slug,
        role=own.role,
        purpose=own.purpose,
        made_on=own.made_at.date(),
        ends_on=own.ends_on,
    )
    return Answer(told, kept=False)


@resource("/studies", About("studies", EVERYBODY, "The studies that the token reads", "studies", Page[StudyTold]))
def studies(request: HttpRequest, paging: Query[Paging]) -> Answer:
    """A token reads one study, so the list has one."""
    own: ApiToken = request.auth  # type: ignore[attr-defined]
    return Answer(Page[StudyTold](**page_of(request, [own], paging, _study)))


@resource("/studies/{slug:study}", About("study", EVERYBODY, "One study", "studies", StudyTold))
def study(request: HttpRequest, study: Slug) -> Answer:
    """Its title, and which editions and languages there are."""
    return Answer(_study(request.auth))  # type: ignore[attr-defined]


def _study(own: ApiToken) -> StudyTold:
    editions = own.study.editions.order_by("-number")
    newest = editions.defer("document").first()
    if newest is None:
        raise not_found(_("This study has no published edition yet."))
    return StudyTold(
        study=own.study.slug,
        title=own.study.title,
        editions=editions.count(),
        newest_edition=newest.number,
        languages=newest.offered,
    )


@resource(
    "/studies/{slug:study}/editions",
    About("editions", DEFINITIONS, "Published editions, the newest first", "definitions", Page[EditionTold]),
)
def editions(request: HttpRequest, study: Slug, paging: Query[Paging]) -> Answer:
    """When each was published, in which languages, for which groups."""
    found = _editions(request).order_by("-number")
    return Answer(Page[EditionTold](**page_of(request, found, paging, lambda one: _edition(one, study))))


@resource(
    "/studies/{slug:study}/editions/{int:number}",
    About("edition", DEFINITIONS, "One edition", "definitions", EditionTold),
)
def edition(request: HttpRequest, study: Slug, number: Number) -> Answer:
    """When it was published, in which languages, for which groups."""
    found = _one(request, number)
    return Answer(_edition(found, study), modified=found.published_at)


@resource(
    "/studies/{slug:study}/editions/{int:number}/document",
    About("document", DEFINITIONS, "The whole definition", "definitions", dict[str, Any]),
)
def document(request: HttpRequest, study: Slug, number: Number) -> Answer:
    """Questions, texts, options and rules as they were published; `docs/definition.md` tells what each key means."""
    found = _one(request, number)
    return Answer(found.document, modified=found.published_at)


def _editions(request: HttpRequest) -> Any:
    return Edition.objects.filter(study=request.auth.study).select_related("study", "basis")  # type: ignore[attr-defined]


def _one(request: HttpRequest, number: int) -> Edition:
    found = _editions(request).filter(number=number).first()
    if found is None:
        known = ", ".join(map(str, _editions(request).order_by("number").values_list("number", flat=True)))
        raise not_found(
            _("This study has no edition %(asked)s. It has: %(known)s.") % {"asked": number, "known": known}
        )
    return found


def _edition(found: Edition, slug: str) -> EditionTold:
    definition = definition_of(found)
    return EditionTold(
        number=found.number,
        published_at=found.published_at,
        languages=found.offered,
        demo=found.demo,
        follows=found.basis.number if found.basis else None,
        document_hash=found.document_hash,
        groups=[
            GroupTold(name=name, value=group.value, label=dict(group.label.by_language))
            for name, group in definition.groups.items()
        ],
        questions=len(definition.questions),
        document=f"/api/v1/studies/{slug}/editions/{found.number}/document",
    )
