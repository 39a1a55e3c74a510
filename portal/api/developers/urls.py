"""Addresses of the pages for engineers."""

from django.urls import path

from portal.api.developers import views

urlpatterns = [
    path("", views.index, name="developers"),
    path("examples/<path:name>", views.example, name="developers-example"),
    path("reference/", views.reference, name="developers-reference"),
    path("reference/<slug:slug>/", views.part, name="developers-part"),
    path("<slug:slug>/", views.guide, name="developers-guide"),
]
