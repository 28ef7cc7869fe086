"""Addresses of the pages of fieldwork staff, below /staff/invitations/."""

from django.urls import path

from invitations import views

app_name = "invitations"
urlpatterns = [
    path("", views.mailings, name="letters"),
    path("changes/<slug:study>/", views.since_print, name="changes"),
    path("batches/<int:batch_id>/", views.batch_file, name="batch"),
    path("mailings/<int:mailing_id>/<str:sheet>.csv", views.mailing_sheet, name="sheet"),
]
