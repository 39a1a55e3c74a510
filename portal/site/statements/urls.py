from django.urls import path, register_converter

from portal.site.statements import files, months, views


class MonthConverter:
    """A month in an address, such as 2026-10."""

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: object) -> str:
        """As it stands."""
        return str(value)


register_converter(MonthConverter, "month")

_OF = "t/<slug:team_slug>/earnings/statements/"
urlpatterns = [
    path(_OF, views.statements, name="statements"),
    path(f"{_OF}<int:number>/", views.statement, name="statement"),
    path(f"{_OF}<int:number>/statement.pdf", files.pdf, name="statement_pdf"),
    path(f"{_OF}<int:number>/lines.csv", files.lines, name="statement_csv"),
    path(f"{_OF}<int:number>/dsr.txt", files.dsr, name="statement_dsr"),
    path(f"{_OF}<int:number>/signed.json", files.signed, name="statement_signed"),
    path(f"{_OF}<month:month>/<slug:currency>/", views.draft, name="statement_draft"),
    path("t/<slug:team_slug>/months/", months.months, name="months"),
    path("t/<slug:team_slug>/months/<month:month>/close/", months.close, name="close_month"),
]
