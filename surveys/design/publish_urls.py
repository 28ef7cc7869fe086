"""Addresses of publishing and of a study's dates, below /staff/studies/<study>/design/."""

from django.urls import path

from surveys.design import fieldwork_views, length_views, making_views, publish_views

urlpatterns = [
    path("publish/", publish_views.publish, name="publish"),
    path("publish/state/", publish_views.publish_state, name="publish_state"),
    path("publish/ask/", publish_views.ask, name="publish_ask"),
    path("publish/replay/", publish_views.replay, name="publish_replay"),
    path("publish/<int:asked>/", publish_views.publish_request, name="publish_request"),
    path("publish/<int:asked>/approve/", publish_views.approve, name="publish_approve"),
    path("publish/<int:asked>/withdraw/", publish_views.withdraw, name="publish_withdraw"),
    path("files/", making_views.draft_files, name="draft_files"),
    path("files/in/", making_views.bring_file_in, name="bring_in"),
    path("files/draft.<slug:form>", making_views.download, name="download"),
    path("length/", length_views.length, name="length"),
    path("dates/", fieldwork_views.dates, name="dates"),
    path("dates/set/", fieldwork_views.set_dates, name="set_dates"),
    path("dates/close/", fieldwork_views.close, name="close"),
    path("dates/reopen/", fieldwork_views.reopen, name="reopen"),
]
