"""Addresses of what stands in a draft, made once per revision: a page that lists everything needs hundreds."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from surveys.design.desk import Desk
from surveys.models import Study


@dataclass(frozen=True)
class Address:
    """`own`: where a thing is changed; `rule`: where its rule is."""

    own: str = ""
    rule: str = ""


Addresses = Mapping[str, Address]
"""By ref."""
NOWHERE = Address()


def addresses(study: Study, desk: Desk) -> Addresses:
    """Of pages and questions."""
    if "addresses" not in desk.memo:
        nodes = (*desk.tree.pages, *desk.tree.questions)
        desk.memo["addresses"] = {node.ref: _of(study, node.ref) for node in nodes}
    found: Addresses = desk.memo["addresses"]
    return found


def _of(study: Study, ref: str) -> Address:
    args = [study.slug, ref]
    return Address(reverse("surveys:design:node", args=args), reverse("surveys:design:rule", args=args))
