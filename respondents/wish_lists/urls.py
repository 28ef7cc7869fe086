"""Addresses of the lists from contact wishes, below /staff/wishes/."""

from django.urls import path

from respondents.wish_lists import views

app_name = "wishes"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("<slug:study>/", views.study, name="study"),
    path("<slug:study>/take-out/", views.take_out, name="take_out"),
    path("<slug:study>/purge/", views.purge, name="purge"),
]
