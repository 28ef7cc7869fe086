"""Addresses of the rule builder, below /staff/studies/<study>/design/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
