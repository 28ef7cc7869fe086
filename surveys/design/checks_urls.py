"""Addresses of checks and proof, below /staff/studies/<study>/design/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
