from django.urls import path

from portal.site.home import views

urlpatterns = [
    path("home/", views.home, name="home"),
    path("t/<slug:team_slug>/", views.team_home, name="team_home"),
    path("t/<slug:team_slug>/steps/hide/", views.hide_steps, name="hide_steps"),
]
