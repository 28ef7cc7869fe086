"""Addresses as somebody types them: each part of a route filled with something that fits its converter."""

import re
from collections.abc import Mapping

from django.urls import Resolver404, resolve

from surveys.translation_units import ID_LENGTH
from tests.staff.addresses import Address

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
EITHER = re.compile(r"\[(\w)\w\]")
"""One letter in two cases."""
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
FITTING: Mapping[str, tuple[str, ...]] = {
    "int": ("987654",),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
    "uuidstr": ("00000000-0000-4000-8000-000000000000",),
    "slug": ("mini",),
    "str": ("mini",),
    "path": ("mini",),
}
OF_PARTS: Mapping[str, tuple[str, ...]] = {
    "language": ("nl",),
    "text_hash": ("0" * 64,),
    "suffix": (".mp3",),
    "uidb36": ("1",),
    "key": ("00000000-0000-4000-8000-000000000000",),
    "way": ("wave",),
}
OTHERS = ("mini", "q1", "q1.relevant", "q1-relevant", f"{'0' * ID_LENGTH}-new")
"""Tried where a converter is the site's own."""


def filled(address: Address, given: Mapping[str, object] | None = None) -> str:
    """A path that leads to this address. Raises LookupError where nothing fits."""
    given = {name: (str(value),) for name, value in (given or {}).items()}
    paths = [EITHER.sub(r"\1", address.route.rstrip("$"))]
    while any(PART.search(path) or GROUP.search(path) for path in paths):
        paths = [path for one in paths for path in _next(one, given)]
    for path in paths:
        path = "/" + path.replace("\\", "").replace("/?", "/").replace("?", "")
        if _name(path) == address.name:
            return path
    raise LookupError(f"{address.name}: nothing fits {address.route}")


def _next(path: str, given: Mapping[str, tuple[str, ...]]) -> list[str]:
    found = PART.search(path) if PART.search(path) and not GROUP.search(path) else GROUP.search(path)
    assert found is not None
    kind, name = (found[1] or "str", found[2]) if found.re is PART else ("", found[1])
    values = given.get(name) or OF_PARTS.get(name) or FITTING.get(kind) or OTHERS
    return [path[: found.start()] + value + path[found.end() :] for value in values]


def _name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
