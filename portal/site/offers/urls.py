from django.urls import path

from portal.site.offers import acting, building, views

urlpatterns = [
    path("t/<slug:team_slug>/offers/", views.offers, name="offers"),
    path("t/<slug:team_slug>/offers/new/", building.new, name="offer_new"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/", views.offer, name="offer"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/look/", views.look, name="offer_look"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/change/", building.change, name="offer_change"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/preview/", acting.preview, name="offer_preview"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/send/", acting.send, name="offer_send"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/pause/", acting.pause, name="offer_pause"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/resume/", acting.resume, name="offer_resume"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/end/", acting.end, name="offer_end"),
    path("t/<slug:team_slug>/offers/<uuid:pk>/discard/", acting.discard, name="offer_discard"),
]
