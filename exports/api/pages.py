"""Lists that can grow are told in pages."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")
MOST, USUAL, FURTHEST = 200, 50, 1_000_000


class Paging(BaseModel):
    limit: int = Field(USUAL, ge=1, le=MOST, description="How many to give at most.", examples=[20])
    offset: int = Field(0, ge=0, le=FURTHEST, description="How many to pass over.", examples=[0])


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    model_config = ConfigDict(extra="forbid")
    total: int = Field(description="How many there are in all.")
    next: str | None = Field(description="Address of the page after this one; null on the last.")
    previous: str | None = Field(description="Address of the page before this one; null on the first.")
    items: list[Item] = Field(description="What is on this page.")


def page_of(
    request: HttpRequest, found: QuerySet[Any] | Sequence[Any], paging: Paging, told: Callable[[Any], Item]
) -> dict[str, Any]:
    """The fields of a page. `found` is counted and cut; `told` makes an item of each."""
    total = found.count() if isinstance(found, QuerySet) else len(found)
    after, before = paging.offset + paging.limit, max(0, paging.offset - paging.limit)
    return {
        "total": total,
        "next": _address(request, paging.limit, after) if after < total else None,
        "previous": _address(request, paging.limit, before) if paging.offset else None,
        "items": [told(one) for one in found[paging.offset : after]],
    }


def _address(request: HttpRequest, limit: int, offset: int) -> str:
    query = request.GET.copy()
    query["limit"], query["offset"] = str(limit), str(offset)
    return f"{request.path}?{query.urlencode()}"
