"""Addresses of a shared preview, below /preview/<token>/. No log-in; the token is what lets somebody in."""

from django.urls import path

from respondents.preview import panel_views

app_name = "panel"
urlpatterns = [
    path("<str:token>/", panel_views.home, name="home"),
    path("<str:token>/begin/", panel_views.begin, name="begin"),
    path("<str:token>/jump/", panel_views.jump, name="jump"),
    path("<str:token>/remark/", panel_views.remark, name="remark"),
    path("<str:token>/landing/", panel_views.landing, name="landing"),
    path("<str:token>/consent/", panel_views.consent, name="consent"),
    path("<str:token>/page/<path:page>/", panel_views.page, name="page"),
    path("<str:token>/enough/", panel_views.enough, name="enough"),
    path("<str:token>/check/", panel_views.check, name="check"),
    path("<str:token>/ending/<slug:kind>/", panel_views.ending, name="ending"),
]
