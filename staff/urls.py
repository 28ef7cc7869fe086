"""Addresses of staff pages that belong to no other room; the log-in lies below account/."""

from django.urls import path

from staff import views

app_name = "staff"
urlpatterns = [
    path("", views.home, name="home"),
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<uuid:job_id>/", views.job_detail, name="job"),
    path("jobs/<uuid:job_id>/restart/", views.job_restart, name="job_restart"),
    path("jobs/<uuid:job_id>/file/", views.job_download, name="job_download"),
    path("audit/", views.audit_trail, name="audit"),
    path("language/", views.language, name="language"),
]
