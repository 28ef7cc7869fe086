"""Addresses of the staff pages about the API, below /staff/exports/api/."""

from django.urls import path

from exports.api import staff_views as views

urlpatterns = [
    path("", views.manual, name="api"),
    path("tokens/", views.tokens, name="api_tokens"),
    path("tokens/<str:public_id>/revoke/", views.revoke, name="api_token_revoke"),
]
