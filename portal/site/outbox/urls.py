from django.urls import path

from portal.site.outbox import views

urlpatterns = [
    path("t/<slug:team_slug>/outbox/", views.outbox, name="outbox"),
    path("t/<slug:team_slug>/outbox/replay/", views.replay, name="outbox_replay"),
    path("t/<slug:team_slug>/outbox/drop/", views.drop, name="outbox_drop"),
]
