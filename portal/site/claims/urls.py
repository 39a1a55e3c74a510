from django.urls import path

from portal.site.claims import views

_PAGE = "t/<slug:team_slug>/claims/"

urlpatterns = [
    path(_PAGE, views.queue, name="claims"),
    path(f"{_PAGE}<uuid:pk>/", views.one, name="claim"),
    path(f"{_PAGE}<uuid:pk>/answer/", views.answered, name="claim_answer"),
    path(f"{_PAGE}<uuid:pk>/ban/", views.banned, name="claim_ban"),
]
