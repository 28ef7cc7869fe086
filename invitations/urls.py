"""Addresses of the pages of fieldwork staff, below /staff/invitations/."""

from django.urls import path

from invitations import frame_views, parcel_views, people_views, returns_views, sample_views, views, words_views

app_name = "invitations"
urlpatterns = [
    path("", views.mailings, name="letters"),
    path("changes/<slug:study>/", views.since_print, name="changes"),
    path("returns/<slug:study>/", returns_views.returned, name="returns"),
    path("returns/<slug:study>/undo/<int:event_id>/", returns_views.undo, name="undo_return"),
    path("returns/<slug:study>/file/", returns_views.letter_file, name="letter_file"),
    path("people/<slug:study>/", people_views.people, name="people"),
    path("people/<slug:study>/list/", people_views.bring_in, name="bring_in"),
    path("people/<slug:study>/sources/", frame_views.sources, name="frame_sources"),
    path("people/<slug:study>/exclude/", people_views.exclude, name="exclude"),
    path("people/<slug:study>/code/", people_views.helpdesk_code, name="helpdesk_code"),
    path("sample/<slug:study>/", sample_views.sample, name="sample"),
    path("sample/<slug:study>/draw/", sample_views.draw, name="draw_sample"),
    path("words/<slug:study>/", words_views.first, name="words_first"),
    path("words/<slug:study>/pages/<str:token>/<int:page>.png", words_views.picture, name="words_picture"),
    path("words/<slug:study>/<slug:kind>/<slug:language>/", words_views.words, name="words"),
    path("words/<slug:study>/<slug:kind>/<slug:language>/preview/", words_views.preview, name="words_preview"),
    path("parcels/", parcel_views.studies, name="parcel_studies"),
    path("parcels/<slug:study>/", parcel_views.parcels, name="parcels"),
    path("parcels/<slug:study>/pack/", parcel_views.pack, name="pack"),
    path("parcels/<slug:study>/delete/", parcel_views.delete, name="delete_letters"),
    path("parcels/<slug:study>/receivers/", parcel_views.add_receiver, name="add_receiver"),
    path("parcels/<slug:study>/receivers/<int:receiver_id>/end/", parcel_views.end_receiver, name="end_receiver"),
    path("parcels/<slug:study>/<int:parcel_id>.zip.age", parcel_views.parcel_file, name="parcel_file"),
    path("batches/<int:batch_id>/", views.batch_file, name="batch"),
    path("mailings/<int:mailing_id>/proof-set.pdf", views.mailing_proofs, name="proofs"),
    path("mailings/<int:mailing_id>/<str:sheet>.csv", views.mailing_sheet, name="sheet"),
]
