"""Addresses of the pages about sound, below /staff/studies/. No study can be named "-"."""

from django.urls import path, re_path

from surveys import audio_views as views

LANGUAGE = r"^(?P<study>[-a-zA-Z0-9_]+)/audio/(?P<language>[a-z]{2,3})/"
TEXT = LANGUAGE + r"(?P<text_hash>[0-9a-f]{64})"

urlpatterns = [
    path("-/audio/", views.studies, name="audio_studies"),
    path("<slug:study>/audio/", views.overview, name="audio"),
    path("<slug:study>/audio/make/", views.make, name="audio_make"),
    path("<slug:study>/audio/sign-off/<int:sign_off>/", views.withdraw_sign_off, name="audio_withdraw_sign_off"),
    re_path(LANGUAGE + "$", views.texts, name="audio_texts"),
    re_path(LANGUAGE + "zip/$", views.import_zip, name="audio_zip"),
    re_path(LANGUAGE + "sign-off/$", views.sign_off, name="audio_sign_off"),
    re_path(LANGUAGE + "script/$", views.script, name="audio_script"),
    re_path(TEXT + "/upload/$", views.upload, name="audio_upload"),
    re_path(TEXT + "/remove/$", views.remove, name="audio_remove"),
    re_path(TEXT + "/sample/$", views.sample, name="audio_sample"),
    re_path(TEXT + r"(?P<suffix>\.opus|\.mp3)$", views.clip, name="audio_clip"),
]
