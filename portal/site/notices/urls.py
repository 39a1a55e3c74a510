"""A person's notices and how they hear, over all their teams."""

from django.urls import path

from portal.site.notices import how, letters, views, worker

urlpatterns = [
    path("notices/", views.centre, name="notices"),
    path("notices/bell/", views.bell, name="notices_bell"),
    path("notices/read/", views.read, name="notices_read"),
    path("notices/<int:pk>/", views.go, name="notice"),
    path("notices/how/", how.how, name="notices_how"),
    path("notices/how/switch/", how.switch, name="notices_switch"),
    path("notices/how/digest/", how.digest, name="notices_digest"),
    path("notices/how/quiet/", how.quiet, name="notices_quiet"),
    path("notices/how/test/", how.test, name="notices_test"),
    path("notices/how/address/", how.address, name="notices_address"),
    path("notices/how/devices/", how.allow, name="notices_allow"),
    path("notices/how/devices/<int:pk>/remove/", how.forget, name="notices_forget"),
    path("notices/open/<str:token>/", letters.open_notice, name="notice_link"),
    path("notices/stop/<str:token>/", letters.stop, name="notices_stop"),
    path("sw.js", worker.service_worker, name="service_worker"),
    path("manifest.webmanifest", worker.manifest, name="manifest"),
]
