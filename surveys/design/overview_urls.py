"""Addresses of the matrix and the map of the routing, below /staff/studies/<study>/design/."""

from django.urls import path

from surveys.design import overview_views

urlpatterns = [
    path("matrix/", overview_views.matrix, name="matrix"),
    path("matrix/file/", overview_views.matrix_csv, name="matrix_csv"),
    path("map/", overview_views.routing, name="map"),
    path("map/simulate/", overview_views.simulate, name="simulate"),
    path("map/count/", overview_views.count, name="count"),
]
