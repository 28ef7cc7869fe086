"""Addresses of checks and proof, below /staff/studies/<study>/design/."""

from django.urls import path

from surveys.design import checks_views

urlpatterns = [
    path("checks/", checks_views.checks, name="checks"),
    path("checks/list/", checks_views.problem_list, name="problem_list"),
    path("checks/counts/", checks_views.problem_counts, name="problem_counts"),
    path("checks/of/<ref:ref>/", checks_views.problems_of, name="problems_of"),
    path("checks/prove/", checks_views.prove, name="prove"),
    path("checks/keep/", checks_views.keep_proved, name="keep_proved"),
]
