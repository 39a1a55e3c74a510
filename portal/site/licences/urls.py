from django.urls import path

from portal.site.licences import acting, building, views

_LIST = "t/<slug:team_slug>/licences/"
_ONE = f"{_LIST}<int:pk>/"

urlpatterns = [
    path(_LIST, views.licences, name="licences"),
    path(f"{_LIST}compare/", views.compare, name="licences_compare"),
    path(f"{_LIST}new/", building.new, name="licence_new"),
    path(_ONE, views.licence, name="licence"),
    path(f"{_ONE}tracks/", views.tracks, name="licence_tracks"),
    path(f"{_ONE}versions/<int:number>.txt", views.text, name="licence_text"),
    path(f"{_ONE}edit/", building.edit, name="licence_edit"),
    path(f"{_ONE}new-version/", building.new_version, name="licence_new_version"),
    path(f"{_ONE}counter/", building.counter, name="licence_counter"),
    path(f"{_ONE}send/", acting.send, name="licence_send"),
    path(f"{_ONE}discard/", acting.discard, name="licence_discard"),
    path(f"{_ONE}sign/", acting.sign, name="licence_sign"),
    path(f"{_ONE}confirm/", acting.confirm, name="licence_confirm"),
    path(f"{_ONE}decline/", acting.decline, name="licence_decline"),
    path(f"{_ONE}withdraw/", acting.withdraw, name="licence_withdraw"),
    path(f"{_ONE}suspend/", acting.suspend, name="licence_suspend"),
    path(f"{_ONE}resume/", acting.resume, name="licence_resume"),
    path(f"{_ONE}notice/", acting.notice, name="licence_notice"),
    path(f"{_ONE}notice-back/", acting.notice_back, name="licence_notice_back"),
]
