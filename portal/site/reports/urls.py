from django.urls import path

from portal.site.reports import acts, views

_ALL = "t/<slug:team_slug>/reports/"
urlpatterns = [
    path(_ALL, views.reports, name="reports"),
    path(f"{_ALL}complete/", acts.complete, name="reports_complete"),
    path(f"{_ALL}upload/", acts.upload, name="reports_upload"),
    path(f"{_ALL}<uuid:pk>/", views.report, name="report"),
    path(f"{_ALL}<uuid:pk>/refused.csv", views.refused_csv, name="report_refused"),
]
