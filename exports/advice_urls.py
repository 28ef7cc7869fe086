"""Addresses of the advice, below /staff/fieldwork/."""

from django.urls import path

from exports import advice_views as views

app_name = "advice"
urlpatterns = [
    path("advice/", views.studies, name="studies"),
    path("<slug:study>/advice/", views.page, name="page"),
    path("<slug:study>/advice/anew/", views.anew, name="anew"),
]
