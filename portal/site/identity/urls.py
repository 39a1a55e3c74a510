from django.urls import path

from portal.site.identity import views

_PAGE = "t/<slug:team_slug>/identity/"

urlpatterns = [
    path(_PAGE, views.identity, name="identity"),
    path(f"{_PAGE}<int:pk>/withdraw/", views.withdrawn, name="identity_withdraw"),
    path(f"{_PAGE}<slug:artist>/", views.say, name="identity_say"),
]
