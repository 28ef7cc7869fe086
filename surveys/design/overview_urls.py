"""Addresses of the matrix and the map of the routing, below /staff/studies/<study>/design/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
