"""Addresses of the exports room, below /staff/exports/."""

from django.urls import include, path

from exports import views

app_name = "exports"
urlpatterns = [
    path("", views.datasets, name="datasets"),
    path("api/", include("exports.api.staff_urls")),
    path("cleaning/", include("exports.cleaning_urls")),
    path("coding/", include("exports.coding_urls")),
    path("weights/", include("exports.weights_urls")),
    path("tables/", include("exports.tables_urls")),
]
