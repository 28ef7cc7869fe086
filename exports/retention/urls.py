"""Addresses of the privacy coordinator, below /staff/privacy/."""

from django.urls import path

from exports.retention import views

app_name = "privacy"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("<slug:study>/", views.study, name="study"),
    path("<slug:study>/purge/", views.run, name="purge"),
    path("<slug:study>/requests/", views.ask, name="ask"),
    path("<slug:study>/requests/<int:request_id>/answer/", views.answer, name="answer"),
    path("<slug:study>/requests/<int:request_id>/erase/", views.erase, name="erase"),
    path("<slug:study>/exports/<int:export_id>/told/", views.told, name="told"),
]
