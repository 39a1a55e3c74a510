"""Mandates: given by an artist for named uses until a date, taken back at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, Role
from artists.journal.models import Entry
from artists.teams.mandates import give_mandate, give_mandate_back, revoke_mandate
from artists.teams.models import Mandate, Team
from tests.cast import Cast, acting, join

SOON = timedelta(days=90)


def give(cast: Cast, to: Team, uses: tuple[str, ...] = ("discover", "cover"), *, voice: bool = False) -> Mandate:
    actor = acting(cast.ayla, cast.artist, fresh=voice)
    return give_mandate(to, uses, until=timezone.now() + SOON, covers_voice=voice, actor=actor)


def test_a_mandate_lets_the_other_team_act_and_both_read_of_it(cast: Cast) -> None:
    mandate = give(cast, cast.label)
    assert acting(cast.dana, cast.artist).mandate_for("cover", voice=False)
    assert acting(cast.dana, cast.artist).mandate_for("train", voice=False) is None
    entry = Entry.objects.get(type="mandate.given")
    assert entry.concerns == sorted([cast.artist.pk, cast.label.pk])
    assert entry.data["uses"] == ["cover", "discover"]
    for actor in (acting(cast.ayla, cast.artist), acting(cast.dana, cast.label)):
        assert Mandate.objects.visible_to(actor).get() == mandate
    assert not Mandate.objects.visible_to(acting(cast.theo, cast.publisher)).exists()


def test_taking_it_back_ends_it_at_once_and_twice_is_nothing(cast: Cast) -> None:
    mandate = give(cast, cast.label)
    for _ in range(2):
        revoke_mandate(mandate.pk, actor=acting(cast.ayla, cast.artist))
    with pytest.raises(AssertionError):
        acting(cast.dana, cast.artist)
    assert Entry.objects.filter(type="mandate.revoked").count() == 1


def test_a_mandate_runs_out_by_itself(cast: Cast) -> None:
    mandate = give(cast, cast.label)
    Mandate.objects.filter(pk=mandate.pk).update(until=timezone.now())
    with pytest.raises(AssertionError):
        acting(cast.dana, cast.artist)


def test_a_mandate_for_the_voice_asks_for_a_fresh_sign_in(cast: Cast) -> None:
    with pytest.raises(Denied) as refusal:
        give_mandate(
            cast.label,
            ("sing",),
            until=timezone.now() + SOON,
            covers_voice=True,
            actor=acting(cast.ayla, cast.artist, fresh=False),
        )
    assert refusal.value.code == "fresh_sign_in"
    give(cast, cast.label, ("sing",), voice=True)
    assert acting(cast.dana, cast.artist).mandate_for("sing", voice=True)


def test_a_use_of_the_voice_without_the_word_for_it_opens_nothing(cast: Cast) -> None:
    give(cast, cast.label, ("sing",))
    assert acting(cast.dana, cast.artist).mandate_for("sing", voice=True) is None


def test_only_an_artists_owner_gives_one(cast: Cast) -> None:
    for actor in (acting(cast.marco, cast.artist), acting(cast.dana, cast.label)):
        with pytest.raises(Denied):
            give_mandate(cast.publisher, ("cover",), until=timezone.now() + SOON, covers_voice=False, actor=actor)
    mandate = give(cast, cast.label)
    for actor in (acting(cast.marco, cast.artist), acting(cast.dana, cast.artist), acting(cast.dana, cast.label)):
        with pytest.raises(Denied):
            revoke_mandate(mandate.pk, actor=actor)
    with pytest.raises(Conflict):
        revoke_mandate(mandate.pk, actor=acting(cast.stranger, cast.other_artist))


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    actor, now = acting(cast.ayla, cast.artist), timezone.now()
    for holder, uses, until, code in (
        (cast.artist, ("cover",), now + SOON, "own_team"),
        (cast.partner, ("cover",), now + SOON, "not_a_holder_kind"),
        (cast.operator, ("cover",), now + SOON, "not_a_holder_kind"),
        (cast.label, (), now + SOON, "no_uses"),
        (cast.label, ("cover",), now, "until_past"),
        (cast.label, ("cover",), now + timedelta(days=1200), "until_too_late"),
    ):
        with pytest.raises(Invalid) as refusal:
            give_mandate(holder, uses, until=until, covers_voice=False, actor=actor)
        assert refusal.value.code == code


def test_one_mandate_at_a_time_for_a_team(cast: Cast) -> None:
    first = give(cast, cast.label)
    with pytest.raises(Conflict) as refusal:
        give(cast, cast.label, ("train",))
    assert refusal.value.code == "mandate_exists"
    revoke_mandate(first.pk, actor=acting(cast.ayla, cast.artist))
    assert give(cast, cast.label, ("train",)).pk
    assert give(cast, cast.publisher).pk


def test_a_viewer_of_the_holding_team_cannot_act_under_it(cast: Cast) -> None:
    give(cast, cast.label)
    join(cast.fay, cast.label, Role.VIEWER)
    with pytest.raises(AssertionError):
        acting(cast.fay, cast.artist)


def test_its_holder_gives_it_back_at_once_and_nobody_else_does(cast: Cast) -> None:
    mandate = give(cast, cast.label)
    with pytest.raises(Conflict):
        give_mandate_back(mandate.pk, actor=acting(cast.theo, cast.publisher))
    with pytest.raises(Conflict):
        give_mandate_back(mandate.pk, actor=acting(cast.ayla, cast.artist))
    join(cast.fay, cast.label, Role.EDITOR)
    with pytest.raises(Denied):
        give_mandate_back(mandate.pk, actor=acting(cast.fay, cast.label))
    for _ in range(2):
        give_mandate_back(mandate.pk, actor=acting(cast.dana, cast.label))
    revoke_mandate(mandate.pk, actor=acting(cast.ayla, cast.artist))
    mandate.refresh_from_db()
    assert mandate.given_back
    assert mandate.revoked_by == cast.dana
    entry = Entry.objects.exclude(type="mandate.given").get()
    assert entry.type == "mandate.returned"
    assert {cast.artist.pk, cast.label.pk} <= set(entry.concerns)
    with pytest.raises(AssertionError):
        acting(cast.dana, cast.artist)
