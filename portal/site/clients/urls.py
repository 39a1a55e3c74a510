from django.urls import path

from portal.site.clients import views

urlpatterns = [
    path("t/<slug:team_slug>/clients/", views.clients, name="clients"),
    path("t/<slug:team_slug>/clients/<int:pk>/secret/", views.new_secret, name="client_secret"),
    path("t/<slug:team_slug>/clients/<int:pk>/revoke/", views.revoke, name="client_revoke"),
]
