"""Addresses of respondents. The questionnaire's come first, as most requests are for them; a study's own name comes
last, so that it cannot hide a page.
"""

from django.urls import path, re_path

from respondents.views import (
    coming_in,
    endings,
    helping,
    interviewed,
    questions,
    saving,
    screening,
    sessions,
    sound,
    wishes,
)

urlpatterns = [
    path("q/<slug:page>/", questions.question, name="question"),
    path("q/<slug:page>/save/", saving.save, name="save"),
    path("", coming_in.home, name="home"),
    path("start/", coming_in.start, name="start"),
    path("start/<slug:fault>/", coming_in.code_fault, name="code_fault"),
    re_path(r"^[iI]/(?P<code>[^/]{1,200})/?$", coming_in.scanned, name="scanned"),
    re_path(r"^[kK]/(?P<channel>[-\w]+)/?$", coming_in.channel, name="channel"),
    re_path(r"^[gG]/?$", sessions.number, name="session_number"),
    re_path(r"^[gG]/(?P<code>[^/]{1,60})/?$", sessions.join, name="session_join"),
    path("g/<str:code>/kiosk/", sessions.shared, name="session_shared"),
    path("g/<str:code>/wipe/", sessions.wipe, name="session_wipe"),
    path("consent/", coming_in.consent, name="consent"),
    path("screening/<slug:page>/", screening.screening, name="screening"),
    path("on/", questions.go_on, name="go_on"),
    path("enough/", questions.enough, name="enough"),
    path("check/", questions.check, name="check"),
    path("done/", questions.done, name="done"),
    path("done/<slug:kind>/", wishes.choose, name="wish_choose"),
    path("wish/terms/", wishes.terms, name="wish_terms"),
    path("wish/remove/", wishes.remove, name="wish_remove"),
    path("wish/removed/", wishes.removed, name="wish_removed"),
    path("wish/<slug:kind>/", wishes.wish, name="wish"),
    path("wish/<slug:kind>/kept/", wishes.kept, name="wish_kept"),
    path("code/", questions.your_code, name="your_code"),
    path("stopped/", endings.stopped, name="stopped"),
    path("outcome/<slug:name>/", endings.outcome, name="outcome"),
    path("helping/", helping.helping, name="helping"),
    path("interviewer/stop/", interviewed.stop, name="interviewer_stop"),
    path("help/", endings.help_page, name="help"),
    re_path(
        r"^audio/(?P<language>[a-z]{2,3})/(?P<text_hash>[0-9a-f]{64})(?P<suffix>\.opus|\.mp3)$", sound.clip, name="clip"
    ),
    path("privacy/", endings.privacy, name="privacy"),
    path("withdraw/", endings.withdraw, name="withdraw"),
    path("withdrawn/", endings.withdrawn, name="withdrawn"),
    path("<slug:study>/", coming_in.landing, name="landing"),
]
