"""Addresses of the help desk, below /staff/helpdesk/."""

from django.urls import path

from respondents.helpdesk import call_back_views, views

app_name = "helpdesk"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("<slug:study>/", views.desk, name="desk"),
    path("<slug:study>/look/", views.look, name="look"),
    path("<slug:study>/refuse/", views.refuse, name="refuse"),
    path("<slug:study>/refuse/take-back/", views.take_back_refusal, name="take_back_refusal"),
    path("<slug:study>/code/", views.give_code, name="give_code"),
    path("<slug:study>/log/", views.note, name="note"),
    path("<slug:study>/log/<int:entry_id>/take-back/", views.take_back, name="take_back"),
    path("<slug:study>/numbers/", views.numbers, name="numbers"),
    path("<slug:study>/call-backs/", call_back_views.waiting, name="call_backs"),
    path("<slug:study>/call-backs/<uuid:key>/done/", call_back_views.done, name="call_back_done"),
]
