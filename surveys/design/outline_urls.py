"""Addresses of the outline and the editor, below /staff/studies/<study>/design/."""

from django.urls import path

from surveys.design import comment_views, history_views, node_views, outline_views, structure_views, tag_views

urlpatterns = [
    path("", outline_views.outline, name="outline"),
    path("add/", structure_views.add, name="add"),
    path("up/", structure_views.up, name="up"),
    path("down/", structure_views.down, name="down"),
    path("copy/", structure_views.copy, name="copy"),
    path("remove/", structure_views.remove, name="remove"),
    path("save/", node_views.save, name="save"),
    path("study/", node_views.study_keys, name="study"),
    path("study/entry/<slug:way>/", node_views.entry, name="entry"),
    path("parts/", node_views.parts, name="parts"),
    path("tags/", tag_views.tags, name="tags"),
    path("tags/add/", tag_views.add_tag, name="add_tag"),
    path("tags/remove/", tag_views.remove_tag, name="remove_tag"),
    path("tags/of/<slug:tag_kind>/", tag_views.tag, name="tag_kind"),
    path("tags/of/<slug:tag_kind>/<slug:tag_word>/", tag_views.tag, name="tag"),
    path("node/<ref:ref>/", node_views.node, name="node"),
    path("node/<ref:ref>/move/", structure_views.move, name="move"),
    path("node/<ref:ref>/remove/", structure_views.removal, name="removal"),
    path("node/<ref:ref>/share/", node_views.share, name="share"),
    path("node/<ref:ref>/own/", node_views.own, name="own"),
    path("undo/", history_views.undo, name="undo"),
    path("history/", history_views.history, name="history"),
    path("comments/", comment_views.list_comments, name="comments"),
    path("comments/new/", comment_views.remark, name="remark"),
    path("comments/<int:thread>/answer/", comment_views.answer, name="answer"),
    path("comments/<int:thread>/settle/", comment_views.settle, name="settle"),
    path("comments/<int:thread>/reopen/", comment_views.reopen, name="reopen"),
]
