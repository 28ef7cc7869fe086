"""Addresses of the researchers' pages, below /staff/studies/."""

from django.urls import include, path

from surveys.design import compare_views, making_views
from surveys.views import studies, workbench

app_name = "surveys"
urlpatterns = [
    path("", include("surveys.audio_urls")),
    path("", studies.study_list, name="studies"),
    path("to-translate/", workbench.studies, name="to_translate"),
    path("", include("surveys.exchange_urls")),
    path("new/", making_views.new_study, name="new_study"),
    path("new/copy/", making_views.copy_study, name="copy_study"),
    path("new/file/", making_views.upload_study, name="upload_study"),
    path("compare/", compare_views.compare_questionnaires, name="compare"),
    path("<slug:study>/", studies.study_detail, name="study"),
    path("<slug:study>/standing/", studies.draft_standing, name="draft_standing"),
    path("<slug:study>/translate/", include("surveys.workbench_urls")),
    path("<slug:study>/design/", include("surveys.design.urls")),
]
