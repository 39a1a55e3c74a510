from django.urls import path

from portal.site.asking import views

urlpatterns = [
    path("t/<slug:team_slug>/requests/sent/", views.sent, name="requests_sent"),
    path("t/<slug:team_slug>/requests/new/", views.new, name="request_new"),
]
