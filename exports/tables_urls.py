"""Addresses of the analyst's tables, below /staff/exports/tables/."""

from django.urls import path

from exports import tables_views as views

urlpatterns = [
    path("", views.studies, name="table_studies"),
    path("<slug:study>/", views.page, name="tables"),
    path("<slug:study>/table.<slug:form>", views.file, name="table_file"),
    path("<slug:study>/read/", views.read_answers, name="tables_read"),
    path("<slug:study>/saved/", views.save, name="table_save"),
    path("<slug:study>/saved/<int:saved>/", views.saved_table, name="table_saved"),
    path("<slug:study>/saved/<int:saved>/remove/", views.remove, name="table_remove"),
]
