from django.urls import path

from portal.site.second import views

_TEAM = "t/<slug:team_slug>/"

urlpatterns = [
    path(f"{_TEAM}team/second/<int:pk>/", views.second, name="second"),
    path(f"{_TEAM}team/second/<int:pk>/refuse/", views.refuse, name="second_refuse"),
    path(f"{_TEAM}team/two-people/", views.two_people, name="two_people"),
]
