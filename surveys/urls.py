"""Addresses of the researchers' pages, below /staff/studies/."""

from django.urls import include, path

from surveys import views

app_name = "surveys"
urlpatterns = [
    path("", include("surveys.audio_urls")),
    path("", views.study_list, name="studies"),
    path("<slug:study>/", views.study_detail, name="study"),
]
