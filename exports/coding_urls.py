"""Addresses of the coding of open answers, below /staff/exports/coding/. No text and no code stands in them."""

from django.urls import path

from exports import coding_views as views

urlpatterns = [
    path("", views.home, name="coding"),
    path("<slug:study>/", views.collect, name="coding_collect"),
    path("<slug:study>/<slug:question>/", views.code, name="code"),
    path("<slug:study>/<slug:question>/decide/", views.decide, name="decide"),
    path("<slug:study>/<slug:question>/given/", views.given, name="given"),
    path("<slug:study>/<slug:question>/frame/", views.frame, name="code_frame"),
    path("<slug:study>/<slug:question>/undo/<int:choice>/", views.undo, name="undo_code"),
]
