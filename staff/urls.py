"""Addresses of staff pages that belong to no other room; the log-in lies below account/."""

from django.urls import path

from staff import invited_views, joining_views, people_views, session_views, views

app_name = "staff"
urlpatterns = [
    path("", views.home, name="home"),
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<uuid:job_id>/", views.job_detail, name="job"),
    path("jobs/<uuid:job_id>/restart/", views.job_restart, name="job_restart"),
    path("jobs/<uuid:job_id>/file/", views.job_download, name="job_download"),
    path("audit/", views.audit_trail, name="audit"),
    path("audit/audit.csv", views.audit_file, name="audit_file"),
    path("language/", views.language, name="language"),
    path("logged-in/", session_views.places, name="places"),
    path("logged-in/end-others/", session_views.end_others, name="end_others"),
    path("logged-in/<int:place>/end/", session_views.end_place, name="end_place"),
    path("people/", people_views.people, name="people"),
    path("people/invite/", people_views.invite, name="invite"),
    path("people/invited/<int:invitation>/take-back/", people_views.take_back, name="take_back"),
    path("people/<int:user>/", people_views.person, name="person"),
    path("people/<int:user>/give/", people_views.give, name="give"),
    path("people/<int:user>/take/<int:membership>/", people_views.take, name="take"),
    path("people/<int:user>/end/", people_views.end, name="end"),
    path("people/<int:user>/anew/", people_views.anew, name="anew"),
    path("joining/", joining_views.joining_page, name="joining"),
    path("invited/", invited_views.invited, name="invited"),
    path("invited/<str:token>/", invited_views.link, name="invited_link"),
]
