"""The rules page: sentences, order, pause, the gaps, the trial, and what only a member may see."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.accounts.models import User
from consent.requests.models import Rule, Vote
from tests.cast import Cast, join, person
from tests.support.asking import answered, ask, asking_tracks, rule

TO_COME = (timezone.localdate() + timedelta(days=90)).isoformat()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(cast: Cast, name: str = "rules", *args: Any) -> str:
    return reverse(f"site:{name}", args=[cast.artist.slug, *args])


def gaps(**filled: Any) -> dict[str, Any]:
    return {"answer": "yes", "uses": ["analyse"], "until": TO_COME, **filled}


def words(html: str) -> str:
    """The page as it reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace(" ,", ",")


def test_a_rule_is_set_without_a_script_and_reads_as_a_sentence(cast: Cast) -> None:
    client = signed_in(cast.ayla)
    filled = gaps(
        partner=cast.partner.pk, pays="least", amount="2", basis="per_1000_checks", currency="EUR", span="12",
        unit="months", most_a_month="20",
    )  # fmt: skip
    response = client.post(address(cast, "rule_new"), filled)
    assert response["Location"] == address(cast) + "#rules"
    page = words(client.get(address(cast)).content.decode())
    assert (
        "When Halcyon Audio asks for Analyse on any track, pays at least €2.00 for 1,000 checks and wants 12 months "
        "or less, answer Yes"
    ) in page
    assert "at most 20 a month" in page
    assert "Ayla Marsh" in page


def test_changing_a_rule_shows_its_gaps_filled_and_keeps_what_was_not_changed(cast: Cast) -> None:
    client = signed_in(cast.marco)
    one = rule(cast, "no", uses=["remix"], territories=["DE", "FR"], basis="revenue_share", least=1250, below=True,
               most_days=400, longest=90)  # fmt: skip
    page = client.get(address(cast, "rule_edit", one.pk))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    client.post(address(cast, "rule_edit", one.pk), sent)
    kept = Rule.objects.get(pk=one.pk)
    for name in ("answer", "uses", "territories", "basis", "least", "below", "most_days", "longest", "position"):
        assert getattr(kept, name) == getattr(one, name), name
    assert kept.made_by == cast.marco


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"uses": ["sing"]}, "No rule can say yes for a voice"),
        ({"uses": []}, "names its uses"),
        ({"until": ""}, "ends within a year"),
        ({"until": "2031-01-01"}, "ends within a year"),
        ({"pays": "least"}, "Say how much"),
        ({"where": "some"}, "Name the countries"),
        ({"where": "some", "countries": "DE XX"}, "Use country codes"),
        ({"answer": "perhaps"}, "Select a valid choice"),
        ({"partner": "999999"}, "Select a valid choice"),
        ({"pays": "least", "amount": "NaN"}, "Enter a number"),
        ({"span": "99999999999999999999"}, "less than or equal"),
    ],
)
def test_what_makes_no_rule_is_said_beside_its_gap_and_nothing_is_set(
    cast: Cast, filled: dict[str, Any], said: str
) -> None:
    response = signed_in(cast.ayla).post(address(cast, "rule_new"), gaps(**filled))
    assert response.status_code in (403, 422)
    assert said in response.content.decode()
    assert not Rule.objects.exists()


def test_a_viewer_reads_the_rules_and_a_foreign_rule_is_not_there(cast: Cast) -> None:
    vic = person("vic@demo.test", "Vic")
    join(vic, cast.artist, Role.VIEWER)
    one = rule(cast)
    page = signed_in(vic).get(address(cast)).content.decode()
    assert "You read the rules, and change none." in page
    assert "rule_move" not in page
    assert signed_in(vic).post(address(cast, "rule_pause", one.pk), {"paused": "yes"}).status_code == 403
    there = reverse("site:rule_edit", args=[cast.label.slug, one.pk])
    assert signed_in(cast.dana).get(there).status_code == 404


def test_pausing_twice_is_one_pause_and_order_changes_who_has_the_first_turn(cast: Cast) -> None:
    client, first, second = signed_in(cast.ayla), rule(cast), rule(cast, "ask")
    for _ in range(2):
        client.post(address(cast, "rule_pause", first.pk), {"paused": "yes"})
    assert Rule.objects.get(pk=first.pk).paused_by == cast.ayla
    client.post(address(cast, "rule_move", second.pk), {"to": "up"})
    client.post(address(cast, "rule_move", second.pk), {"to": "up"})
    assert list(Rule.objects.values_list("pk", flat=True)) == [second.pk, first.pk]


def test_a_rule_that_never_gets_its_turn_is_named_and_can_be_put_above(cast: Cast) -> None:
    rule(cast, "ask", uses=["remix"])
    wide, narrow = rule(cast, "ask"), rule(cast, "no", uses=["analyse"])
    client = signed_in(cast.ayla)
    page = words(client.get(address(cast)).content.decode())
    assert "Rule 3 never gets a turn. Rule 2 above takes every request that fits it" in page
    client.post(address(cast, "rule_move", narrow.pk), {"above": wide.pk})
    assert "never gets a turn" not in client.get(address(cast)).content.decode()
    assert Rule.objects.get(pk=narrow.pk).position == 2


def test_a_rule_that_ran_out_can_start_again_for_a_year(cast: Cast) -> None:
    one = rule(cast, "yes", uses=["analyse"], until=timezone.now() - timedelta(days=3))
    client = signed_in(cast.marco)
    assert "What fits it comes to you again" in client.get(address(cast)).content.decode()
    client.post(address(cast, "rule_again", one.pk))
    again = Rule.objects.get(pk=one.pk)
    assert again.until is not None
    assert again.until > timezone.now() + timedelta(days=360)
    assert again.made_by == cast.marco
    assert client.post(address(cast, "rule_again", one.pk)).status_code == 409


def test_removing_asks_first_and_what_was_answered_stays(cast: Cast) -> None:
    one = rule(cast, "no")
    [asset] = asking_tracks(cast, 1)
    ask(cast.partner, asset)
    client = signed_in(cast.ayla)
    assert "It answered 1 time;" in client.get(address(cast, "rule_remove", one.pk)).content.decode()
    client.post(address(cast, "rule_remove", one.pk))
    assert client.get(address(cast, "rule_remove", one.pk)).status_code == 404
    assert Vote.objects.get().yes is False
    assert "A rule that is gone said no to Halcyon Audio" in words(client.get(address(cast)).content.decode())


def test_three_equal_answers_are_offered_as_a_rule(cast: Cast) -> None:
    client = signed_in(cast.ayla)
    for number, asset in enumerate(asking_tracks(cast, 3)):
        answered(cast, ask(cast.partner, asset, pays=f"0.0{number + 3}"), yes=True)
    page = client.get(address(cast)).content.decode()
    assert "You said <b>yes</b> 3 times to like requests of Halcyon Audio" in page
    form = client.get(address(cast) + "?like=1").context["form"]
    assert (form["amount"].value(), form["uses"].value(), form["partner"].value()) == (
        "0.03", ["analyse"], str(cast.partner.pk)
    )  # fmt: skip


def test_a_draft_is_tried_and_changes_nothing(cast: Cast) -> None:
    client = signed_in(cast.ayla)
    tracks = asking_tracks(cast, 3)
    answered(cast, ask(cast.partner, tracks[0]), yes=True)
    answered(cast, ask(cast.partner, tracks[1]), yes=False)
    ask(cast.partner, tracks[2], "discover")
    page = client.post(address(cast, "rule_try"), gaps())
    assert page.status_code == 200
    trial = page.context["trial"]
    assert [number for _, number, _ in trial.counts] == [2, 0, 1, 1, 1, 0]
    assert "Your draft alone would have answered <b>2</b>: <b>2 more</b> than now" in page.content.decode()
    assert page.context["form"]["uses"].value() == ["analyse"]
    assert not Rule.objects.exists()
    assert Vote.objects.filter(rule__isnull=False).count() == 0
    fragment = client.post(
        address(cast, "rule_try"), gaps(), headers={"HX-Request": "true", "HX-Target": "div#trial"}
    ).content.decode()
    assert "<html" not in fragment
    assert "Would be yes" in fragment


def test_a_draft_that_is_not_whole_is_left_out_and_that_is_said(cast: Cast) -> None:
    asking = asking_tracks(cast, 1)
    ask(cast.partner, asking[0])
    client, sent = signed_in(cast.ayla), gaps(pays="least")
    fragment = client.post(address(cast, "rule_try"), sent, headers={"HX-Request": "true", "HX-Target": "trial"})
    assert fragment.status_code == 200
    assert "The draft is not whole yet" in fragment.content.decode()
    assert client.post(address(cast, "rule_try"), sent).status_code == 422


def test_the_page_takes_as_many_queries_for_ten_requests_and_rules_as_for_one(cast: Cast) -> None:
    client, tracks = signed_in(cast.ayla), asking_tracks(cast, 10)
    rule(cast, "ask", uses=["remix"], partner=cast.partner)
    ask(cast.partner, tracks[0])
    client.get(address(cast))

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(cast)).status_code == 200
        return len(queries)

    before = count()
    for asset in tracks[1:]:
        rule(cast, "ask", uses=["cover"], partner=cast.partner, paused_at=timezone.now(), paused_by=cast.marco)
        ask(cast.partner, asset)
    assert count() == before


def test_a_team_that_holds_no_rights_has_no_rules(cast: Cast) -> None:
    client = signed_in(cast.rin)
    assert client.get(reverse("site:rules", args=[cast.partner.slug])).status_code == 404
    assert "list-checks" not in client.get(reverse("site:team_home", args=[cast.partner.slug])).content.decode()


@pytest.mark.parametrize("last", ["60", "200", "7", "²", "-1", "x"])
def test_the_last_60_or_200(cast: Cast, last: str) -> None:
    page = signed_in(cast.ayla).get(address(cast), {"last": last})
    assert page.context["last"] == (200 if last == "200" else 60)
