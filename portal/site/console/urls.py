from django.urls import path

from portal.site.console import conformance, sandbox, views

_BASE = "t/<slug:team_slug>/console/"

urlpatterns = [
    path(_BASE, views.console, name="console"),
    path(f"{_BASE}sandbox/", sandbox.sandbox, name="sandbox"),
    path(f"{_BASE}sandbox/say/", sandbox.say, name="sandbox_say"),
    path(f"{_BASE}sandbox/reset/", sandbox.reset, name="sandbox_reset"),
    path(f"{_BASE}conformance/", conformance.conformance, name="conformance"),
    path(f"{_BASE}conformance/start/", conformance.start, name="conformance_start"),
    path(f"{_BASE}conformance/<uuid:pk>/", conformance.conformance, name="conformance_run"),
    path(f"{_BASE}conformance/<uuid:pk>/cancel/", conformance.cancel, name="conformance_cancel"),
]
