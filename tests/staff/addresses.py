"""Every address below /staff/ as the URL conf has it, and the guard of its view."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import CellType, FunctionType, ModuleType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from staff.models import User
from staff.roles import requires

GUARD = requires("fg")(lambda request: HttpResponse()).__wrapped__.__code__
"""What `requires` puts around a view: below `login_required`."""


@dataclass(frozen=True)
class Address:
    """`name` with its namespaces; `parts`: names of what varies in it, in order."""

    name: str
    route: str
    view: Callable[..., Any]
    parts: tuple[str, ...]


def staff_addresses(conf: ModuleType | str | None = None) -> list[Address]:
    """All of them, not a list that somebody keeps."""
    return [one for one in _walk(get_resolver(conf).url_patterns) if one.route.startswith("staff/")]


def _walk(
    patterns: Sequence[URLPattern | URLResolver],
    names: tuple[str, ...] = (),
    route: str = "",
    parts: tuple[str, ...] = (),
) -> Iterator[Address]:
    for one in patterns:
        here = route + str(one.pattern).removeprefix("^")
        varies = (*parts, *sorted(one.pattern.regex.groupindex, key=one.pattern.regex.groupindex.get))
        if isinstance(one, URLResolver):
            deeper = (*names, one.namespace) if one.namespace else names
            yield from _walk(one.url_patterns, deeper, here, varies)
        else:
            yield Address(":".join((*names, one.name or here)), here, one.callback, varies)


def guard_of(view: Callable[..., Any]) -> FunctionType | None:
    """The function of `requires` in a view's decorators; None where the view has no guard."""
    seen, left = set(), [view]
    while left:
        one = left.pop()
        if not isinstance(one, FunctionType) or id(one) in seen:
            continue
        seen.add(id(one))
        if one.__code__ is GUARD:
            return one
        left += [one.__dict__["__wrapped__"]] if "__wrapped__" in one.__dict__ else []
        left += [cell.cell_contents for cell in one.__closure__ or () if _is_filled(cell)]
    return None


def _is_filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


@contextmanager
def emptied(guard: FunctionType) -> Iterator[None]:
    """Inside, what the guard lets through does nothing but answer."""
    cell = guard.__closure__[guard.__code__.co_freevars.index("view")]
    whole = cell.cell_contents
    cell.cell_contents = lambda *args, **kwargs: HttpResponse("in")
    try:
        yield
    finally:
        cell.cell_contents = whole


METHODS = ("get", "post", "put")


def lets_in(address: Address, user: User, study: str) -> bool:
    """Whether the real guard lets this person through, by whichever method the view takes."""
    kwargs = {part: study if part == "study" else 1 for part in address.parts}
    guard = guard_of(address.view)
    if guard is None:
        return True
    answers = []
    with emptied(guard):
        for method in METHODS:
            request = getattr(RequestFactory(), method)("/staff/")
            request.user, request._dont_enforce_csrf_checks = user, True
            try:
                answers.append(address.view(request, **kwargs).status_code)
            except PermissionDenied:
                answers.append(403)
    answered = {code for code in answers if code != 405}
    assert len(answered) == 1, f"{address.name}: {answers}"
    return answered == {200}
