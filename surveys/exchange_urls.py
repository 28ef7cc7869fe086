"""Addresses of files for translators, below /staff/studies/STUDY/files/."""

from django.urls import path

from surveys import exchange_views as views

urlpatterns = [
    path("<slug:study>/files/", views.files, name="files"),
    path("<slug:study>/files/export", views.export, name="files_export"),
    path("<slug:study>/files/import", views.incoming, name="files_import"),
    path("<slug:study>/files/confirm", views.confirm, name="files_confirm"),
]
