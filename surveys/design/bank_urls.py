"""Addresses of the item bank, below /staff/studies/<study>/design/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
