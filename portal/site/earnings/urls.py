from django.urls import path

from portal.site.earnings import exporting, sheets, use, views

_ALL = "t/<slug:team_slug>/earnings/"
urlpatterns = [
    path(_ALL, views.earnings, name="earnings"),
    path(f"{_ALL}tracks/", views.tracks, name="earnings_tracks"),
    path(f"{_ALL}lines/", views.lines, name="earnings_lines"),
    path(f"{_ALL}lines.csv", sheets.lines_csv, name="earnings_lines_csv"),
    path(f"{_ALL}exports/", exporting.ask, name="earnings_export_ask"),
    path(f"{_ALL}exports/<uuid:pk>/", exporting.export, name="earnings_export"),
    path(f"{_ALL}exports/<uuid:pk>/cancel/", exporting.cancel, name="earnings_export_cancel"),
    path(f"{_ALL}exports/<uuid:pk>/earnings-lines.csv", exporting.file, name="earnings_export_file"),
    path(f"{_ALL}by/<slug:table>.csv", sheets.table_csv, name="earnings_table_csv"),
    path(f"{_ALL}uses/<uuid:pk>/", use.one_use, name="earnings_use"),
    path(f"{_ALL}uses/<uuid:pk>/receipt.json", use.receipt, name="earnings_receipt"),
    path(f"{_ALL}sums/<int:pool>/<uuid:asset>/", use.one_sum, name="earnings_sum"),
]
