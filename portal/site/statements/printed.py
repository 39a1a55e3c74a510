"""A statement as PDF: one typeset sheet, the same bytes however often it is made."""

from dataclasses import asdict
from pathlib import Path

import jwt
from django.conf import settings
from django.urls import reverse

from consent.earnings.models_statements import Statement
from portal.site.statements.page import Page
from portal.site.statements.typeset import sheet

_SHEET = Path(__file__).resolve().parent / "statement.typ"


def pdf_of(page: Page, said: Statement, fingerprint: str) -> bytes:
    """The sheet, with the signature attached as `statement.jws`."""
    data = {
        **asdict(page, dict_factory=_plain),
        "jws": said.signature,
        "key": jwt.get_unverified_header(said.signature)["kid"],
        "fingerprint": fingerprint,
        "check": f"{settings.SITE_ORIGIN}{reverse('fans:check_statement')}".partition("://")[2],
        "closed": [said.closed_at.year, said.closed_at.month, said.closed_at.day],
    }
    return sheet(_SHEET, data, at=said.closed_at)


def _plain(fields: list[tuple[str, object]]) -> dict[str, object]:
    """Without the use: only its words are printed."""
    return {name: value for name, value in fields if name != "use"}
