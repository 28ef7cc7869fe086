"""Addresses of hosts of group sessions, below /staff/sessions/."""

from django.urls import path

from respondents.hosting import views

app_name = "sessions"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("<slug:study>/new/", views.new, name="new"),
    path("<slug:study>/guide.pdf", views.guide, name="guide"),
    path("<int:session_id>/", views.wall, name="wall"),
    path("<int:session_id>/close/", views.close, name="close"),
]
