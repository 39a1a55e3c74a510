from django.urls import path

from portal.site.history import views

urlpatterns = [
    path("t/<slug:team_slug>/history/", views.history, name="history"),
    path("t/<slug:team_slug>/history.csv", views.history_csv, name="history_csv"),
    path("t/<slug:team_slug>/history/<uuid:batch>/", views.press, name="history_press"),
]
