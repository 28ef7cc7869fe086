"""Addresses of the end of fieldwork, below /staff/fieldwork-end/."""

from django.urls import path

from exports.closing import views

app_name = "closing"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("<slug:study>/", views.end, name="end"),
    path("<slug:study>/close/", views.close, name="close"),
    path("<slug:study>/reopen/", views.reopen, name="reopen"),
    path("<slug:study>/classify/", views.classify, name="classify"),
    path("<slug:study>/text/", views.write, name="write"),
    path("<slug:study>/report/", views.report, name="report"),
]
