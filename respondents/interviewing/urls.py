"""Addresses of interviewers, below /staff/interviewing/."""

from django.urls import path

from respondents.interviewing import views

app_name = "interviewing"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<slug:study>/begin/", views.begin, name="begin"),
]
