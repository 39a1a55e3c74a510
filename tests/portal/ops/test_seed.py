"""The demonstration's world: complete, lively, and sown once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from artists.catalog.models import Asset, Credit
from artists.journal.models import Entry, Message
from artists.teams.models import Invitation, Membership, Team
from consent.choices.answers import Answer
from consent.choices.models import Choice, Standing
from consent.decisions.checks import Question, check
from consent.licences.models import Licence
from consent.requests.models import Request
from consent.uses import TRACK_USES
from portal.ops.people import PASSWORD, PEOPLE, TEAMS
from tests.architecture.tree import ROOT

# One worker sows for all: sowing takes longer than everything that is asked of it.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seed")]


@pytest.fixture(scope="module")
def sown(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A demonstration that has just been seeded; where it keeps its files. What a test changes of it is taken back."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(DEMO=True, VAR_DIR=folder), transaction.atomic():
        call_command("seed", stdout=StringIO())
        yield folder
        transaction.set_rollback(True)


def test_a_second_sowing_changes_nothing(sown: Path) -> None:
    before = (
        Team.objects.count(),
        Asset.objects.count(),
        Choice.objects.count(),
        Entry.objects.count(),
        Licence.objects.count(),
    )

    call_command("seed", stdout=StringIO())

    after = (
        Team.objects.count(),
        Asset.objects.count(),
        Choice.objects.count(),
        Entry.objects.count(),
        Licence.objects.count(),
    )
    assert before == after


def test_everybody_signs_in_and_sees_a_first_page(sown: Path) -> None:
    for person in PEOPLE:
        client = Client()
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        response = client.get("/", follow=True)
        assert response.status_code == 200, person
        assert response.wsgi_request.user.is_authenticated, person


def test_the_teams_are_there_with_their_people(sown: Path) -> None:
    assert Team.objects.count() == len(TEAMS)
    roles = Membership.objects.filter(team__slug="ayla-marsh").values_list("person__email", "role")
    assert set(roles) == {("ayla@demo.test", "owner"), ("marco@demo.test", "manager")}
    assert Invitation.objects.open().count() == 1


def test_the_map_is_alive(sown: Path) -> None:
    tracks = Credit.objects.filter(artist__slug="ayla-marsh").values("recording")
    assert tracks.count() == 38
    for use in TRACK_USES:
        answers = set(Standing.objects.filter(asset__in=tracks, use=use.code).values_list("answer", flat=True))
        assert len(answers) > 1, f"{use.code} is the same everywhere"
    cover = Standing.objects.filter(asset__in=tracks, use="cover")
    assert cover.filter(answer=Answer.OFF, reasons__contains=["not_answered"]).exists(), "nothing waits for another"


def test_every_answer_is_somebody_s_act_and_nothing_is_left_to_do(sown: Path) -> None:
    answered = {
        (entry.subject_id, entry.team_id, entry.data["use"])
        for entry in Entry.objects.filter(type__startswith="choice.")
    }
    assert {(str(c.asset_id), c.team_id, c.use) for c in Choice.objects.all()} <= answered
    waiting = Message.objects.waiting(now=timezone.now())
    assert set(waiting.values_list("topic", flat=True)) == {"sound.check"}  # the studio's worker reads them
    assert not Message.objects.filter(dead_at__isnull=False).exists()


def test_the_partner_s_secret_is_kept_for_the_demonstration_alone(sown: Path) -> None:
    path = sown / "halcyon-client"

    assert "secret" in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_the_readme_s_question_is_answered_with_a_yes(sown: Path) -> None:
    [(use, isrc)] = re.findall(r"checks\?use=(\w+)&isrc=(\w+)", (ROOT / "README.md").read_text())
    halcyon = Team.objects.get(slug="halcyon-audio")

    [verdict] = check([Question(use, isrc=isrc, territory="DE")], partner_team_id=halcyon.pk)

    assert (verdict.answer, [reason.code for reason in verdict.reasons]) == ("allow", ["licensed"])


def test_a_monday_waits_for_the_label_and_four_questions_for_the_artist(sown: Path) -> None:
    requests = Request.objects.all()
    assert set(requests.values_list("state", flat=True)) == {"open", "approved", "conflicted", "lapsed"}
    label, ayla = (Team.objects.get(slug=slug) for slug in ("northlight-records", "ayla-marsh"))
    running = requests.open(now=timezone.now())
    assert running.asking(label.pk).count() >= 12
    assert sum(not one.votes.filter(team=ayla, version=one.version_id).exists() for one in running.asking(ayla.pk)) == 4
    deals = [one.deal_sha256 for one in running.filter(partner__slug="karaokit")]
    assert max(deals.count(deal) for deal in deals) >= 5
    assert running.filter(kind="licence", version__number=3).exists()
    assert running.filter(deadline_at__lt=timezone.now() + timedelta(hours=6)).exists()


def test_the_large_label_grows_to_the_size_asked_for_and_no_further(sown: Path) -> None:
    for tracks in (30, 30, 40):
        call_command("seed", "--large", "--tracks", str(tracks), stdout=StringIO())

        held = Asset.objects.filter(kind="recording", holdings__team__slug="longshore-archive")
        assert held.count() == tracks
    assert not Message.objects.waiting(now=timezone.now()).exists()
