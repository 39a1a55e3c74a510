"""Everything held about a person, as a file for them alone; nothing can be forgotten in it."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from artists.accounts.models import User
from consent.making.models import Ban, File
from portal.ops import own_data
from portal.ops.privacy import FIELDS
from portal.ops.privacy_sorts import Sort
from tests.cast import PASSWORD, Cast
from tests.support.makings import person, ready, remixing, waiting
from tests.support.sounding import sound

pytestmark = pytest.mark.django_db


def signed_in(client: Client, email: str) -> Client:
    """By the page itself, which proves who it is."""
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def test_a_person_takes_along_what_is_theirs_and_nobody_elses(cast: Cast, client: Client) -> None:
    experience, _ = remixing(cast)
    made = ready(waiting(experience, person(cast.fay)))
    File.objects.create(making=made, role="mix", sound=sound(), name="made/xy/secret-name.mid")
    now = timezone.now()
    Ban.objects.create(person=cast.fay, team=cast.artist, because="Rude.", banned_at=now, banned_by=cast.ayla)
    ready(waiting(experience, person(cast.stranger)))
    answer = signed_in(client, "fay@demo.test").post("/account/data/file/")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    held: dict[str, list[dict[str, Any]]] = json.loads(answer.content)["held"]
    assert held["accounts.User"][0]["email"] == "fay@demo.test"
    assert [row["inputs"] for row in held["making.Making"]] == [made.inputs]
    assert [row["role"] for row in held["making.File"]] == ["mix"]
    [ban] = held["making.Ban"]
    assert (ban["because"], "banned_by" in ban, "team" in ban) == ("Rude.", False, False)
    assert held["account.EmailAddress"][0]["email"] == "fay@demo.test"
    for secret in (cast.fay.password, "secret-name", made.visitor or "\x00", "ayla@", "stranger@"):
        assert secret not in answer.content.decode()

    ayla = signed_in(Client(), "ayla@demo.test").post("/account/data/file/")
    held = json.loads(ayla.content)["held"]
    assert {row["role"] for row in held["teams.Membership"]} == {"owner"}
    assert {row["person_id"] for row in held["journal.Entry"]} == {cast.ayla.pk}
    assert all("answer" not in row for row in held["choices.Choice"]), "answers are the team's own"
    assert held["choices.Choice"]


def test_it_takes_a_fresh_proof(cast: Cast, client: Client) -> None:
    client.force_login(cast.fay)
    assert client.get("/account/data/").status_code == 200
    answer = client.post("/account/data/file/")
    assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True)


def test_no_table_with_anything_personal_is_forgotten(cast: Cast) -> None:
    personal = {label for label, fields in FIELDS.items() if Sort.PERSON in fields.values()}
    told = {label for label in FIELDS if own_data.about_a_person(label, cast.fay, ["fay@demo.test"]) is not None}
    assert told == personal


def test_no_table_of_another_package_is_forgotten() -> None:
    """`allauth_idp_oidc` keeps machines' clients and tokens here: a team's, and no person's."""
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is User and model._meta.label not in FIELDS
    }
    assert {label for label in pointing if not label.startswith("allauth_idp_oidc.")} == set(own_data.OTHERS)
    for label, names in own_data.OTHERS.items():
        assert set(names) <= {field.name for field in apps.get_model(label)._meta.get_fields()}
