"""A statement as PDF: one typeset sheet, the same bytes however often it is made."""

import json
from dataclasses import asdict
from pathlib import Path

import jwt
import typst
from django.conf import settings
from django.urls import reverse

from consent.earnings.models_statements import Statement
from portal.site.statements.page import Page

_HERE = Path(__file__).resolve().parent


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
    # Archivable with what is attached to it (ISO 19005-3), and readable by those who do not see it (ISO 14289-1).
    return typst.compile(
        str(_HERE / "statement.typ"), root=str(_HERE), font_paths=[str(_HERE / "fonts")], ignore_system_fonts=True,
        format="pdf", pdf_standards=["a-3a", "ua-1"], sys_inputs={"data": json.dumps(data)},
        timestamp=int(said.closed_at.timestamp()),
    )  # fmt: skip


def _plain(fields: list[tuple[str, object]]) -> dict[str, object]:
    """Without the use: only its words are printed."""
    return {name: value for name, value in fields if name != "use"}
