"""Addresses of the pages about weights, below /staff/exports/weights/."""

from django.urls import path

from exports import weights_views

urlpatterns = [
    path("", weights_views.weights, name="weights"),
    path("set/<int:set_id>/", weights_views.weight_set, name="weight_set"),
]
