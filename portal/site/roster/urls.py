from django.urls import path

from portal.site.roster import views

urlpatterns = [
    path("t/<slug:team_slug>/roster/", views.roster_page, name="roster"),
    path("t/<slug:team_slug>/roster/answer/", views.answer, name="roster_answer"),
]
