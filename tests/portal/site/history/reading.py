"""Pressing, and reading what history says about it."""

import csv
import io
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from artists.accounts.models import User
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.uses import text_of
from tests.cast import acting

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)


def read(use: str) -> Consent:
    return Consent(text_of(use).sha256, None, reviewed=True)


def press(tracks: list[Asset], use: str, state: State, user: User, team: Team) -> UUID:
    done = choose_for_tracks([t.pk for t in tracks], use, state, actor=acting(user, team), consent=read(use))
    assert done.batch is not None
    return done.batch


def page(user: User, team: Team, **filters: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(reverse("site:history", args=[team.slug]), filters)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def download(user: User, team: Team, **filters: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user)
    response: Any = client.get(reverse("site:history_csv", args=[team.slug]), filters)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def undo_button(batch: UUID, team: Team) -> str:
    return f'action="{reverse("site:undo_batch", args=[team.slug, batch])}"'
