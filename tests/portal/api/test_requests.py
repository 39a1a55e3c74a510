"""An AI company asks, follows, counters and withdraws by program, and gets a straight answer."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.catalog.models import Asset
from artists.journal.models import Entry
from consent.decisions.checks import Question, check
from consent.licences.actions import Sheet, draft
from consent.licences.models import Licence
from consent.requests.actions import Ask, counter, offer_licence
from consent.requests.models import Request
from consent.requests.votes import invite_again
from tests.cast import Cast, acting
from tests.portal.api.asking import Asker, asker, says, song, terms, wanted
from tests.portal.api.conftest import problem_of, token_response
from tests.support.licences import terms as core_terms


@pytest.fixture
def versao(cast: Cast) -> Asker:
    return asker()


@pytest.fixture
def asset(cast: Cast) -> Asset:
    return song(cast)


def test_from_a_question_to_a_licence_without_a_person_at_the_partner_s(
    cast: Cast, versao: Asker, asset: Asset
) -> None:
    sent = versao.ask(asset)
    assert (sent["state"], sent["round"], sent["ours"], sent["licence"]) == ("open", 1, True, None)
    assert sent["rounds"][0]["terms"]["rates"][0]["amount"] == "0.045"
    says(cast, sent["id"], artist=True, label=True, publisher=True)

    done = versao.get(f"requests/{sent['id']}").json()

    assert done["state"] == "approved"
    licence = versao.get(f"licences/{done['licence']}").json()
    assert (licence["phase"], licence["version"], licence["origin"]) == ("in force", 1, "request")
    assert licence["catalogue"]["assets"] == [str(asset.pk)]
    assert licence["text"].startswith("LICENCE between Versão Labs")
    assert {one["team"] for one in licence["signatures"]} >= {"Versão Labs", "Ayla Marsh"}
    [verdict] = check([Question("remix", asset.pk)], partner_team_id=versao.team.pk)
    assert verdict.answer == "allow"


def test_the_journal_says_that_a_client_did_it(cast: Cast, versao: Asker, asset: Asset) -> None:
    versao.ask(asset)
    entry = Entry.objects.get(type="request.opened")
    assert (entry.person_id, entry.client_id, entry.team_id) == (None, "versao", versao.team.pk)


def test_tracks_may_be_named_by_isrc(cast: Cast, versao: Asker, asset: Asset) -> None:
    asset.isrc = "QZS7T2500012"
    asset.save()
    sent = versao.ask(asset, assets=[], isrcs=["QZ-S7T-25-00012", "qzs7t2500012"])
    assert sent["assets"] == [str(asset.pk)]


def test_a_counter_offer_is_shown_as_a_difference_and_accepted(cast: Cast, versao: Asker, asset: Asset) -> None:
    sent = versao.ask(asset)
    request = Request.objects.get()
    dearer = core_terms(assets=[asset], notice_days=60)
    label = acting(cast.dana, cast.label)
    counter(request, dearer, seen_sha256=request.version.sha256, actor=label)

    seen = versao.get(f"requests/{sent['id']}").json()
    assert (seen["round"], seen["ours"], seen["rounds"][1]["by"]) == (2, False, "Northlight Records")
    changed = {one["term"]: (one["before"], one["after"]) for one in seen["rounds"][1]["changes"]}
    assert changed["notice_days"] == ("30 days", "60 days")

    accepted = versao.post(f"requests/{sent['id']}/accept", {"seen_sha256": seen["rounds"][1]["sha256"]})
    assert (accepted.status_code, accepted.json()["state"]) == (200, "open")
    says(cast, sent["id"], artist=True, label=True, publisher=True)
    assert versao.get(f"requests/{sent['id']}").json()["state"] == "approved"


def test_a_program_counters_and_a_stale_one_is_told(cast: Cast, versao: Asker, asset: Asset) -> None:
    sent = versao.ask(asset)
    seen = sent["rounds"][0]["sha256"]
    body = {"terms": terms(notice_days=10), "seen_sha256": seen}
    done = versao.post(f"requests/{sent['id']}/counter", body)
    assert (done.status_code, done.json()["round"], done.json()["assets"]) == (200, 2, [str(asset.pk)])

    again = versao.post(f"requests/{sent['id']}/counter", {**body, "terms": terms(notice_days=5)})
    problem = problem_of(again)
    assert (again.status_code, problem["reason_code"], problem["refusal"]) == (409, "in_the_way", "terms_changed")


def test_a_withdrawn_request_is_withdrawn_once(cast: Cast, versao: Asker, asset: Asset) -> None:
    sent = versao.ask(asset)
    done = versao.post(f"requests/{sent['id']}/withdraw")
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")
    again = versao.post(f"requests/{sent['id']}/withdraw")
    assert (again.status_code, problem_of(again)["refusal"]) == (409, "closed")


def test_after_a_no_it_comes_back_when_it_is_invited(cast: Cast, versao: Asker, asset: Asset) -> None:
    sent = versao.ask(asset)
    says(cast, sent["id"], artist=False, label=False, publisher=False)
    body = {"terms": terms(notice_days=10), "seen_sha256": sent["rounds"][0]["sha256"]}
    early = versao.post(f"requests/{sent['id']}/again", body)
    assert (early.status_code, problem_of(early)["refusal"]) == (409, "asked_lately")
    invite_again(Request.objects.get(), actor=acting(cast.dana, cast.label))
    assert versao.get(f"requests/{sent['id']}").json()["invited"]
    done = versao.post(f"requests/{sent['id']}/again", body)
    assert (done.json()["state"], done.json()["round"]) == ("open", 2)


def test_a_deadline_that_nobody_noted_is_a_no_already(cast: Cast, versao: Asker, asset: Asset) -> None:
    sent = versao.ask(asset)
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        versao.token = token_response("versao", scope="requests").json()["access_token"]
        found = versao.get(f"requests/{sent['id']}").json()
        assert (found["state"], found["closed_at"]) == ("lapsed", found["deadline_at"])
        assert [one["id"] for one in versao.get("requests", state="lapsed").json()["requests"]] == [sent["id"]]
        assert versao.get("requests", state="open").json()["requests"] == []


def test_lists_are_paged_without_gap_or_repeat_and_cost_the_same(
    cast: Cast, versao: Asker, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    references = [versao.ask(song(cast, f"Song {number}"))["id"] for number in range(5)]
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        query = {"cursor": cursor} if cursor else {}
        with django_assert_num_queries(3):  # the token, the page, and the note of it
            body = versao.get("requests", limit=2, **query).json()
        found += [one["id"] for one in body["requests"]]
        cursor, pages = body["next"], pages + 1
    assert (found, pages) == (references[::-1], 3)
    with django_assert_num_queries(4):
        ten = versao.get("licences", limit=10).json()["licences"]
    with django_assert_num_queries(4):
        versao.get("licences", limit=1)
    assert [one["phase"] for one in ten] == ["waiting for signatures"] * 5


def test_what_is_somebody_else_s_is_not_there(cast: Cast, versao: Asker, asset: Asset) -> None:
    other = asker("Night Bus FM", "nightbus")
    theirs = other.ask(asset)
    licence = Licence.objects.get(requests__pk=int(theirs["id"][2:])).reference
    assert [one["id"] for one in versao.get("requests").json()["requests"]] == []
    body = {"terms": terms(), "seen_sha256": "0" * 64}
    for response in (
        versao.get(f"requests/{theirs['id']}"),
        versao.get(f"licences/{licence}"),
        versao.post(f"requests/{theirs['id']}/withdraw"),
        versao.post(f"requests/{theirs['id']}/counter", body),
        versao.post(f"requests/{theirs['id']}/again", body),
        versao.post(f"requests/{theirs['id']}/accept", {"seen_sha256": "0" * 64}),
        versao.get("requests/R-99999999"),
        versao.get(f"requests/L-{theirs['id'][2:]}"),
        versao.get("requests/٣"),
    ):
        assert (response.status_code, problem_of(response)["reason_code"]) == (404, "not_found")
    assert Request.objects.get().state == "open"


def test_a_token_for_checks_alone_sends_nothing(cast: Cast, asset: Asset) -> None:
    halting = asker(scope="checks")
    response = halting.post("requests", wanted(asset))
    assert (response.status_code, problem_of(response)["reason_code"]) == (403, "scope_missing")
    assert "`requests`" in problem_of(response)["detail"]
    assert not Request.objects.exists()


def test_a_program_never_signs(cast: Cast, versao: Asker) -> None:
    """A licence is countersigned by a person: a client has no way to prove that it is one."""
    from_label = _offered_by_the_label(cast, versao)
    seen = versao.get(f"requests/{from_label}").json()
    response = versao.post(f"requests/{from_label}/accept", {"seen_sha256": seen["rounds"][0]["sha256"]})
    assert (response.status_code, problem_of(response)["reason_code"]) == (403, "not_allowed")
    body = {"terms": terms(), "seen_sha256": seen["rounds"][0]["sha256"]}
    response = versao.post(f"requests/{from_label}/counter", body)
    assert (response.status_code, problem_of(response)["reason_code"]) == (403, "not_allowed")


def _offered_by_the_label(cast: Cast, versao: Asker) -> str:
    dana = acting(cast.dana, cast.label)
    sheet = Sheet("Remixes", versao.team.pk, (cast.label.pk,), core_terms())
    return offer_licence(draft(sheet, actor=dana), Ask("Remixes", "A deal.", core_terms()), actor=dana).reference


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "title"),
    ({"title": "   "}, "title"),
    ({"title": "x" * 121}, "title"),
    ({"purpose": "\x00"}, "purpose"),
    ({"purpose": None}, "purpose"),
    ({"titel": "x"}, "titel"),
    ({"assets": []}, "assets"),
    ({"assets": ["seven"]}, "assets.0"),
    ({"assets": [str(uuid4())]}, "assets"),
    ({"isrcs": ["QZS7T2500012", "nonsense"]}, "isrcs.0"),
    ({"deadline": "2020-01-01T00:00:00Z"}, "deadline"),
    ({"deadline": "9999-12-31T23:59:59Z"}, "deadline"),
    ({"deadline": "2030-01-01T00:00:00"}, "deadline"),
    ({"terms": {}}, "terms.uses"),
    ({"terms": terms(uses=["dance"], rates=[])}, "terms.uses"),
    ({"terms": terms(uses=["speak"], rates=[])}, "terms.uses"),
    ({"terms": terms(uses=["train"], rates=[])}, "terms.model"),
    ({"terms": terms(starts_on="tomorrow")}, "terms.starts_on"),
    ({"terms": terms(ends_on="2020-01-01")}, "terms.ends_on"),
    ({"terms": terms(ends_on="9999-12-31")}, "terms.ends_on"),
    ({"terms": terms(currency="XXZ")}, "terms.currency"),
    ({"terms": terms(rates=[{"basis": "per_output"}])}, "terms.rates"),
    ({"terms": terms(rates=[{"basis": "per_output", "amount": 0.045}])}, "terms.rates.0.amount"),
    ({"terms": terms(rates=[{"basis": "per_output", "amount": "NaN"}])}, "terms.rates.0.amount"),
    ({"terms": terms(rates=[{"basis": "per_song", "amount": "1"}])}, "terms.rates.0.basis"),
    ({"terms": terms(territories=["XX"])}, "terms.territories"),
    ({"terms": terms(credit_line="no artist")}, "terms.credit_line"),
    ({"terms": terms(special="\x07")}, "terms.special"),
    ({"terms": terms(catalogue={"scope": "all"})}, "terms.catalogue"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG, ids=[f"{field} {n}" for n, (_, field) in enumerate(WRONG)])
def test_what_is_wrong_is_named(cast: Cast, versao: Asker, asset: Asset, changed: dict[str, Any], field: str) -> None:
    response = versao.post("requests", wanted(asset) | changed)
    problem = problem_of(response)
    assert (response.status_code, problem["reason_code"]) == (422, "invalid_request")
    assert field in [error["field"] for error in problem["errors"]], problem
    assert all(error["detail"].endswith(".") for error in problem["errors"])
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "x"}, {"cursor": "YmVmb3JlOi0x"},
     {"state": "declined"}, {"state": "conflicted"}, {"stat": "open"}, {"cursor": "٣"}, {"cursor": "\x00"}],
)  # fmt: skip
def test_a_list_that_cannot_be_meant_is_refused(versao: Asker, query: dict[str, str]) -> None:
    response = versao.get("requests", **query)
    assert (response.status_code, problem_of(response)["errors"][0]["field"]) == (422, next(iter(query)))


def test_what_is_shut_cannot_be_asked_for(cast: Cast, versao: Asker) -> None:
    shut = song(cast, "Kitchen Tape")
    response = versao.post("requests", wanted(shut, terms=terms(uses=["cover"], rates=[])))
    assert (response.status_code, problem_of(response)["refusal"]) == (422, "shut")
    assert "Kitchen Tape" in problem_of(response)["detail"]
