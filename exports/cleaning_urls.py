"""Addresses of cleaning, below /staff/exports/cleaning/."""

from django.urls import path

from exports import cleaning_views as views
from exports import text_views as texts

urlpatterns = [
    path("", views.studies, name="cleaning"),
    path("<slug:study>/", views.overview, name="cleaning_study"),
    path("<slug:study>/look/", views.look, name="cleaning_look"),
    path("<slug:study>/undo/<int:number>/", views.undo, name="cleaning_undo"),
    path("<slug:study>/texts/", texts.texts, name="cleaning_texts"),
    path("<slug:study>/texts/decide/", texts.decide, name="cleaning_text"),
    path("<slug:study>/<str:rule>/", views.flagged, name="cleaning_rule"),
]
