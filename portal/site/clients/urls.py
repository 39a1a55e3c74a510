from django.urls import path

from portal.site.clients import views

urlpatterns = [
    path("t/<slug:team_slug>/clients/", views.clients, name="clients"),
    path("t/<slug:team_slug>/clients/new/", views.new, name="client_new"),
    path("t/<slug:team_slug>/clients/<int:pk>/", views.client, name="client"),
    path("t/<slug:team_slug>/clients/<int:pk>/secret/", views.new_secret, name="client_secret"),
    path("t/<slug:team_slug>/clients/<int:pk>/keys/", views.add_key, name="client_keys"),
    path("t/<slug:team_slug>/clients/<int:pk>/keys/<int:key_pk>/remove/", views.remove_key, name="client_key_remove"),
    path("t/<slug:team_slug>/clients/<int:pk>/revoke/", views.revoke, name="client_revoke"),
]
