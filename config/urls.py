"""Addresses of the site: respondents at the root, staff below /staff/."""

from django.urls import include, path

from config import outage, views

staff = [
    path("", include("staff.urls")),
    path("account/", include("allauth.urls")),
    path("studies/", include("surveys.urls")),
    path("invitations/", include("invitations.urls")),
    path("channels/", include("invitations.channel_urls")),
    path("sessions/", include("respondents.hosting.urls")),
    path("municipality/", include("respondents.municipality.urls")),
    path("wishes/", include("respondents.wish_lists.urls")),
    path("interviewing/", include("respondents.interviewing.urls")),
    path("helpdesk/", include("respondents.helpdesk.urls")),
    path("fieldwork-end/", include("exports.closing.urls")),
    path("privacy/", include("exports.retention.urls")),
    path("exports/", include("exports.urls")),
    path("fieldwork/", include("exports.advice_urls")),
    path("fieldwork/", include("exports.monitor.urls")),
    path("preview/", include("respondents.preview.urls")),
]
"""One step for who goes elsewhere: respondents' addresses are looked for after these."""

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.figures, name="metrics"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("staff/", include(staff)),
    path("api/v1/", include("exports.api.urls")),
    path("preview/", include("respondents.preview.panel_urls")),
    path("", include("respondents.urls")),
]
handler400 = "staff.errors.bad_request"
handler403 = "staff.errors.forbidden"
handler404 = "staff.errors.not_found"
handler500 = outage.server_error
