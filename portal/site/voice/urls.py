from django.urls import path

from portal.site.voice import views

urlpatterns = [
    path("t/<slug:team_slug>/voice/", views.voice, name="voice"),
    path("t/<slug:team_slug>/voice/answer/", views.answer, name="voice_answer"),
]
