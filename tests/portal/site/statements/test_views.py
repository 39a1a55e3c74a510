"""The pages of statements: what stands there is what was closed, for those who may see it."""

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.access import Role
from artists.journal.outbox import drain
from artists.notices.models import Notice
from consent.earnings import ledger
from consent.earnings.models import Month, Statement
from tests.cast import Cast, join, person
from tests.consent.earnings.test_statements import eventful
from tests.support.closing import after, this_month
from tests.support.earning import earned, licence, per_output, used
from tests.support.reporting import open_track, rin
from tests.support.signing_in import signed_in


def shown(client: Client, name: str, *args: Any, status: int = 200) -> str:
    """A page, as text without its tags."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def content(answer: Any) -> bytes:
    """A file, streamed or not."""
    parts: Iterable[bytes] = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts)


@pytest.fixture
def stated(cast: Cast) -> list[Statement]:
    """The label's statements of three eventful months, seen from after them."""
    return [one for one in eventful(cast) if one.team_id == cast.label.pk]


def test_the_sheet_says_every_step_from_the_lines_to_the_payment(cast: Cast, stated: list[Statement]) -> None:
    dana, slug = signed_in(cast.dana), cast.label.slug
    listed = shown(dana, "site:statements", slug)
    for said in stated:
        assert said.reference in listed
        page = shown(dana, "site:statement", slug, said.number)
        sign = {"EUR": "€", "JPY": "¥"}[said.currency]
        paid = f"{sign}{said.payable:,.2f}" if said.currency == "EUR" else f"{sign}{said.payable:,.0f}"
        assert paid in page
        assert f"{abs(said.carried_out):,.6f}" in page
        assert f"Sum of {said.lines} line" in page
        assert "Late reports" not in page or said.month_id > this_month()
    second = next(one for one in stated if one.month_id == ledger.month_after(this_month()) and one.currency == "EUR")
    page = shown(dana, "site:statement", slug, second.number)
    for words in (
        "Released: Łódź|Bridge",
        "Held: =Saltglass",
        "Late reports",
        "Reversals",
        "Divided anew",
        "Recouped under",
    ):
        assert words in page, words


def test_every_file_is_good_until_it_is_changed(cast: Cast, stated: list[Statement], client: Client) -> None:
    dana, said, check = signed_in(cast.dana), stated[0], reverse("fans:check_statement")
    of = [cast.label.slug, said.number]
    made = {name: content(dana.get(reverse(f"site:statement_{name}", args=of))) for name in ("pdf", "csv", "dsr")}
    again = content(dana.get(reverse("site:statement_pdf", args=of)))
    assert sha256(again).digest() == sha256(made["pdf"]).digest()
    signed = json.loads(content(dana.get(reverse("site:statement_signed", args=of))))
    assert signed["claims"]["payable"] == f"{said.payable:.6f}"

    def verdict(**data: Any) -> str:
        answer = client.post(check, data)
        assert answer.status_code == 200
        return re.search(r'id="finding">([^:<]+)', answer.content.decode()).group(1)  # type: ignore[union-attr]

    month = Month.objects.latest("first").first
    with time_machine.travel(after(month)):
        assert verdict(token=signed["jws"]) == "Good"
        assert verdict(token=signed["jws"][:-8] + "AAAAAAAA") == "Changed"
        assert verdict(token=signed["jws"] + "x") == "Changed"
        assert verdict(token="nonsense") == "This is no statement of ours"
        for name, file in made.items():
            assert verdict(file=SimpleUploadedFile(name, file)) == "Good"
        saved = made["csv"].replace(b"\n", b"\r\n")
        assert verdict(file=SimpleUploadedFile("csv", saved)) == "Good"
        for name, file in made.items():
            half = len(file) // 2
            assert verdict(file=SimpleUploadedFile(name, file[:half] + b"1" + file[half:])) == "Changed"
        assert verdict(file=SimpleUploadedFile("x", b"\xff\xfe nonsense")) == "This is no statement of ours"
    assert client.post(check, {}).status_code == 422


def test_the_open_month_is_a_draft_without_number_or_signature(cast: Cast) -> None:
    earned(rin(cast), used(open_track(cast), licence(cast.partner, [cast.publisher], per_output("1.005"))))
    theo, slug = signed_in(cast.theo), cast.publisher.slug
    assert "€1.005000" in shown(theo, "site:statements", slug)
    page = shown(theo, "site:statement_draft", slug, f"{this_month():%Y-%m}", "EUR")
    assert "Draft: the month closes on 12" in page
    assert "€1.00" in page
    assert "S-0" not in page
    shown(theo, "site:statement_draft", slug, f"{this_month():%Y-%m}", "USD", status=404)
    shown(theo, "site:statement_draft", slug, "2020-01", "EUR", status=404)


def test_only_those_who_may_see_money_do(cast: Cast, stated: list[Statement]) -> None:
    vic = person("vic@demo.test", "Vic")
    join(vic, cast.label, Role.VIEWER)
    assert signed_in(vic).get(reverse("site:statements", args=[cast.label.slug])).status_code == 403
    for team in (cast.artist, cast.partner, cast.operator):
        owner = {cast.artist.pk: cast.ayla, cast.partner.pk: cast.rin}.get(team.pk, cast.olu)
        number = 77 if team == cast.artist else stated[0].number
        answer = signed_in(owner).get(reverse("site:statement", args=[team.slug, number]))
        assert answer.status_code == 404


def test_a_team_hears_once_of_a_month_and_the_page_needs_no_more_queries_for_more_lines(
    cast: Cast, stated: list[Statement]
) -> None:
    drain()
    said = Notice.objects.filter(person=cast.dana, kind="earnings.statement")
    assert {one.title for one in said} >= {f"Your 2 statements for {this_month():%B %Y} are ready"}
    assert said.count() == len({one.month_id for one in stated})
    dana, counts = signed_in(cast.dana), []
    for one in (min(stated, key=lambda s: s.lines), max(stated, key=lambda s: s.lines)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(dana, "site:statement", cast.label.slug, one.number)
        counts.append(len(queries))
    assert max(counts) - min(counts) <= 3  # what it says of holds, advances and disputes, where there are any


def test_an_operator_sees_what_closing_would_come_to_and_begins_it(cast: Cast) -> None:
    earned(rin(cast), used(open_track(cast), licence(cast.partner, [cast.publisher], per_output("1.005"))))
    olu, slug = signed_in(cast.olu), cast.operator.slug
    page = shown(olu, "site:months", slug)
    assert "€1.00" in page
    assert "not over yet" in page
    month = f"{this_month():%Y-%m}"
    close = reverse("site:close_month", args=[slug, month])
    assert "is not over yet" in olu.post(close, follow=True).content.decode()
    with time_machine.travel(after(this_month())):
        olu = signed_in(cast.olu)
        assert "Close " in shown(olu, "site:months", slug)
        assert "are being made" in olu.post(close, follow=True).content.decode()
        olu.post(close)
        assert Month.objects.get().state == "closing"
        drain()
        assert Month.objects.get().state == "closed"
        assert Statement.objects.count() == 1
        assert "Closed" in shown(olu, "site:months", slug)
