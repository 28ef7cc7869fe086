"""Addresses of the outline and the editor, below /staff/studies/<study>/design/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
