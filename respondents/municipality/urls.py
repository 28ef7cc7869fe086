"""Addresses of the municipality's area and of what fieldwork staff see of all of them, below /staff/municipality/."""

from django.urls import path

from respondents.municipality import contact_views, effort_views, overview_views, plan_views, views

app_name = "municipality"
AREA = "<slug:study>/<int:organisation>/"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:study>/", overview_views.overview, name="overview"),
    path("<slug:study>/add/", overview_views.add, name="add"),
    path("<slug:study>/efforts.csv", overview_views.effort_file, name="effort_file"),
    path("<slug:study>/table.csv", overview_views.table_file, name="table_file"),
    path(AREA, views.area, name="area"),
    path(f"{AREA}efforts/", effort_views.effort_list, name="efforts"),
    path(f"{AREA}efforts/<int:effort_id>/", effort_views.effort, name="effort"),
    path(f"{AREA}efforts/<int:effort_id>/undo/", effort_views.undo, name="undo"),
    path(f"{AREA}sessions/plan/", plan_views.plan, name="plan"),
    path(f"{AREA}sessions/<int:plan_id>/", plan_views.planned, name="planned"),
    path(f"{AREA}sessions/<int:plan_id>/call-off/", plan_views.call_off, name="call_off"),
    path(f"{AREA}sessions/<int:plan_id>/open/", plan_views.open_now, name="open_now"),
    path(f"{AREA}contacts/", contact_views.contact_list, name="contacts"),
    path(f"{AREA}contacts/ask/", contact_views.ask, name="ask"),
    path(f"{AREA}contacts/<int:contact_id>/end/", contact_views.end, name="end_contact"),
    path(f"{AREA}contacts/accounts/<int:user_id>/end/", contact_views.end_access, name="end_access"),
    path(f"{AREA}contacts/asked/<int:invitation_id>/take-back/", contact_views.take_back, name="take_back"),
]
