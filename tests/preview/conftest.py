"""The small study as a draft, a researcher who tries it out, and a link that was shared."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from respondents.models import PreviewLink
from respondents.preview import links
from surveys import drafts
from surveys.design.desk import desk_of
from surveys.models import Study
from tests.surveys.conftest import document, study  # noqa: F401 - fixtures


@pytest.fixture
def draft(study: Study, document: dict[str, Any]) -> Study:  # noqa: F811
    """With a page that hangs on work, one that hangs on that, and one that nobody gets."""
    pages = document["sections"][0]["pages"]
    by_name = {page["name"]: page for page in pages}
    by_name["goals"]["relevant"] = "${work} = 'yes'"
    by_name["level"]["relevant"] = "selected(${goals}, 'no')"
    by_name["job"]["relevant"] = "${work} = 'yes' and ${work} = 'no'"
    drafts.store(study, document)
    return Study.objects.select_related("draft").get(pk=study.pk)


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    found = staff_client("researcher", study="mini-study")
    found.user.language = "en"
    found.user.save()
    return found


@pytest.fixture
def shared(draft: Study) -> tuple[PreviewLink, str]:
    """A link and its token."""
    return links.share(draft, links.shared_draft(desk_of(draft)), desk_of(draft), "Panel", 14, None, now=timezone.now())
