"""Addresses of the site: respondents at the root, staff below /staff/."""

from django.urls import include, path

from config import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("staff/", include("staff.urls")),
    path("staff/account/", include("allauth.urls")),
    path("staff/studies/", include("surveys.urls")),
    path("staff/invitations/", include("invitations.urls")),
    path("staff/channels/", include("invitations.channel_urls")),
    path("staff/sessions/", include("respondents.hosting.urls")),
    path("staff/interviewing/", include("respondents.interviewing.urls")),
    path("staff/exports/", include("exports.urls")),
    path("staff/preview/", include("respondents.preview.urls")),
    path("preview/", include("respondents.preview.panel_urls")),
    path("", include("respondents.urls")),
]
handler400 = "staff.errors.bad_request"
handler403 = "staff.errors.forbidden"
handler404 = "staff.errors.not_found"
handler500 = "staff.errors.server_error"
