from django.urls import path

from portal.site.webhooks import acts, views

_TEAM = "t/<slug:team_slug>/webhooks/"
_ONE = f"{_TEAM}<uuid:pk>/"

urlpatterns = [
    path(_TEAM, views.webhooks, name="webhooks"),
    path(f"{_TEAM}new/", views.new, name="webhook_new"),
    path(_ONE, views.webhook, name="webhook"),
    path(f"{_ONE}change/", views.change, name="webhook_change"),
    path(f"{_ONE}key/", views.new_key, name="webhook_key"),
    path(f"{_ONE}key/end/", acts.end_older, name="webhook_key_end"),
    path(f"{_ONE}test/", acts.test, name="webhook_test"),
    path(f"{_ONE}pause/", acts.pause, name="webhook_pause"),
    path(f"{_ONE}resume/", acts.resume, name="webhook_resume"),
    path(f"{_ONE}again/", acts.again, name="webhook_again"),
    path(f"{_ONE}delete/", acts.delete, name="webhook_delete"),
    path(f"{_ONE}events/<uuid:event>/", views.event, name="webhook_event"),
    path(f"{_ONE}events/<uuid:event>/again/", acts.event_again, name="webhook_event_again"),
]
