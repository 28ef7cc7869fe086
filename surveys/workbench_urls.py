"""Addresses of the translation workbench, below /staff/studies/<study>/translate/. One address per action."""

from django.urls import path

from surveys import workbench

app_name = "workbench"
TEXT = "<slug:language>/<slug:unit_id>/"
urlpatterns = [
    path("", workbench.overview, name="overview"),
    path("changes/", workbench.changes, name="changes"),
    path("<slug:language>/", workbench.texts, name="texts"),
    path("<slug:language>/sign/", workbench.sign, name="sign"),
    path(TEXT, workbench.text, name="text"),
    path(f"{TEXT}save/", workbench.save, name="save"),
    path(f"{TEXT}mark/", workbench.mark, name="mark"),
    path(f"{TEXT}fits/", workbench.fits, name="fits"),
    path(f"{TEXT}comment/", workbench.comment, name="comment"),
]
