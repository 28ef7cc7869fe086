"""Addresses of the self-service for channels, below /staff/channels/."""

from django.urls import path

from invitations import channel_views as views

app_name = "channels"
urlpatterns = [
    path("", views.channel_list, name="list"),
    path("<slug:study>/new/", views.new, name="new"),
    path("<int:channel_id>/", views.channel, name="channel"),
    path("<int:channel_id>/flyer/", views.flyer, name="flyer"),
    path("<int:channel_id>/messages.zip", views.message_files, name="messages"),
    path("<int:channel_id>/close/", views.close, name="close"),
]
