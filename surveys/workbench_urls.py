"""Addresses of the translation workbench, below /staff/studies/<study>/translate/. One address per action."""

from django.urls import path, register_converter

from surveys import workbench
from surveys.translation_units import ID_LENGTH
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
    path(TEXT, workbench.text, name="text"),
    path(f"{TEXT}save/", workbench.save, name="save"),
    path(f"{TEXT}mark/", workbench.mark, name="mark"),
    path(f"{TEXT}fits/", workbench.fits, name="fits"),
    path(f"{TEXT}comment/", workbench.comment, name="comment"),
]
