"""Addresses of the preview for researchers, below /staff/preview/<study>/. One address per action."""

from django.urls import path

from respondents.preview import remarks_views, staff_views

app_name = "preview"
urlpatterns = [
    path("<slug:study>/", staff_views.start, name="start"),
    path("<slug:study>/begin/", staff_views.begin, name="begin"),
    path("<slug:study>/jump/", staff_views.jump, name="jump"),
    path("<slug:study>/finding/<int:run>/<int:number>/", staff_views.finding, name="finding"),
    path("<slug:study>/beside/", staff_views.beside, name="beside"),
    path("<slug:study>/paper/", staff_views.paper, name="paper"),
    path("<slug:study>/remarks/", remarks_views.remarks, name="remarks"),
    path("<slug:study>/remarks/share/", remarks_views.share, name="share"),
    path("<slug:study>/remarks/file/", remarks_views.remarks_file, name="remarks_file"),
    path("<slug:study>/remarks/links/<int:link>/revoke/", remarks_views.revoke, name="revoke"),
    path("<slug:study>/remarks/<int:remark>/settle/", remarks_views.settle, name="settle"),
    path("<slug:study>/remarks/<int:remark>/delete/", remarks_views.delete, name="delete_remark"),
    path("<slug:study>/landing/", staff_views.landing, name="landing"),
    path("<slug:study>/consent/", staff_views.consent, name="consent"),
    path("<slug:study>/page/<path:page>/", staff_views.page, name="page"),
    path("<slug:study>/enough/", staff_views.enough, name="enough"),
    path("<slug:study>/check/", staff_views.check, name="check"),
    path("<slug:study>/ending/<slug:kind>/", staff_views.ending, name="ending"),
]
