"""Addresses of the translation workbench, below /staff/studies/<study>/translate/. One address per action."""

from django.urls import path, register_converter

from surveys.translation_units import ID_LENGTH
from surveys.views import workbench, workbench_text
from surveys.views.interface_texts import interface_texts


class UnitId:
    """The id of a pair: letters of the two hashes, `new` where there is no translation."""

    regex = f"[0-9a-f]{{{ID_LENGTH}}}-(?:new|[0-9a-f]{{{ID_LENGTH}}})"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UnitId, "unit_id")
app_name = "workbench"
TEXT = "<slug:language>/<unit_id:unit_id>/"
urlpatterns = [
    path("", workbench.overview, name="overview"),
    path("changes/", workbench.changes, name="changes"),
    path("<slug:language>/", workbench.texts, name="texts"),
    path("<slug:language>/sign/", workbench.sign, name="sign"),
    path("<slug:language>/interface/", interface_texts, name="interface"),
    path(TEXT, workbench_text.text, name="text"),
    path(f"{TEXT}save/", workbench_text.save, name="save"),
    path(f"{TEXT}mark/", workbench_text.mark, name="mark"),
    path(f"{TEXT}fits/", workbench_text.fits, name="fits"),
    path(f"{TEXT}comment/", workbench_text.comment, name="comment"),
    path(f"{TEXT}settle/", workbench_text.settle, name="settle"),
]
