"""Addresses of the monitor, below /staff/fieldwork/."""

from django.urls import path

from exports.monitor import sending_views as sending
from exports.monitor import views

app_name = "fieldwork"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("<slug:study>/", views.morning, name="morning"),
    path("<slug:study>/response/", views.response, name="response"),
    path("<slug:study>/days/", views.days, name="days"),
    path("<slug:study>/answering/", views.answering, name="answering"),
    path("<slug:study>/questions/", views.questions, name="questions"),
    path("<slug:study>/times/", views.times, name="times"),
    path("<slug:study>/count/", views.count, name="count"),
    path("<slug:study>/figures.csv", sending.figures_csv, name="csv"),
    path("<slug:study>/sending/", sending.sending, name="sending"),
    path("<slug:study>/sending/mail/", sending.mail, name="mail"),
    path("<slug:study>/sending/webhook/", sending.webhook, name="webhook"),
]
