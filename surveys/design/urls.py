"""Addresses of the researchers' workbench, below /staff/studies/<study>/design/. One address per action."""

from django.urls import include, path, register_converter

from surveys.design import opening_views
from surveys.design.steps import LETTERS


class Ref:
    """What names something in a draft: a letter for its kind and its row's number."""

    regex = f"[{''.join(LETTERS)}][0-9]{{1,18}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ref, "ref")
app_name = "design"
urlpatterns = [
    path("open/", opening_views.opening, name="opening"),
    path("open/edition/", opening_views.open_edition, name="open_edition"),
    path("open/part/", opening_views.open_part, name="open_part"),
    path("open/snapshot/", opening_views.open_snapshot, name="open_snapshot"),
    path("", include("surveys.design.outline_urls")),
    path("", include("surveys.design.rules_urls")),
    path("", include("surveys.design.overview_urls")),
    path("", include("surveys.design.checks_urls")),
    path("", include("surveys.design.publish_urls")),
    path("", include("surveys.design.bank_urls")),
]
