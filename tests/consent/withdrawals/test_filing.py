"""Who hears of a withdrawal, of what, and what is asked: by the press that took it back."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.access import Role
from artists.catalog.identity import standing_in
from artists.catalog.models import Asset, Credit, Embodiment, Holding
from artists.journal import outbox
from artists.journal.models import Entry, Message
from artists.journal.record import record_many
from artists.teams.models import Mandate
from consent.choices import pauses, standing
from consent.choices.actions import Consent, choose, choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.state import State
from consent.licences import actions as licences
from consent.licences.models import Licence
from consent.licences.terms import AtEnd
from consent.uses import text_of
from consent.withdrawals import concerned, tasks
from consent.withdrawals.models import Concern, Demand, Item, Withdrawal
from tests.cast import Cast, acting, join, person, track
from tests.support.licences import in_force, terms
from tests.support.withdrawals import concern_of, open_track, partner_of, press, states_of


def partners_told() -> list[str]:
    """By name, in any order."""
    return sorted(Concern.objects.values_list("partner__name", flat=True))


def test_turning_off_tells_every_partner_that_had_a_yes_and_nobody_else(cast: Cast) -> None:
    night = open_track(cast)
    partner_of(cast)
    partner_of(cast, "Versão Labs", ["discover"])
    press(cast, [night], Answer.OFF)
    assert partners_told() == ["Halcyon Audio", "Karaokit"]
    concern = concern_of(cast.partner)
    assert list(concern.items.values_list("asset_id", "use")) == [(night.pk, "remix")]
    assert states_of(concern) == {"stop_new": "asked"}
    assert concern.demands.get().due_at - concern.filed_at == timedelta(hours=24)


def test_what_was_shut_already_is_not_taken_back_again(cast: Cast) -> None:
    night = track("Night", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.artist,))
    press(cast, [night], Answer.ON)
    press(cast, [night], Answer.OFF)
    press(cast, [night], Answer.ON, by=cast.dana, of=cast.label)
    press(cast, [night], Answer.OFF, by=cast.dana, of=cast.label)
    assert partners_told() == []


def test_each_of_two_holders_shuts_it_once(cast: Cast) -> None:
    night = track("Night", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.artist,))
    press(cast, [night], Answer.ON)
    press(cast, [night], Answer.ON, by=cast.dana, of=cast.label)
    press(cast, [night], Answer.OFF, by=cast.dana, of=cast.label)
    press(cast, [night], Answer.OFF)
    assert Withdrawal.objects.get().team == cast.label
    press(cast, [night], Answer.ON, by=cast.dana, of=cast.label)
    assert concern_of(cast.partner).standing == "waiting"  # the artist still says no
    press(cast, [night], Answer.ON)
    assert concern_of(cast.partner).standing == "lifted"


def test_training_also_asks_to_leave_it_out_of_the_next_model(cast: Cast) -> None:
    night = open_track(cast, uses=["train"])
    press(cast, [night], Answer.OFF, use="train")
    assert states_of(concern_of(cast.partner)) == {"stop_new": "asked", "exclude_from_next_model": "asked"}


def test_narrowing_tells_only_the_partners_that_fall_out(cast: Cast) -> None:
    night = open_track(cast)
    karaokit = partner_of(cast)
    press(cast, [night], Answer.ON, limits=Limits(partners=(karaokit.pk,)))
    assert partners_told() == ["Halcyon Audio"]


def test_narrowing_to_a_territory_says_where_it_goes_on(cast: Cast) -> None:
    night = open_track(cast)
    partner_of(cast, territories=("DE",))
    press(cast, [night], Answer.ON, limits=Limits(territories=("DE",)))
    assert partners_told() == ["Halcyon Audio"]  # who may only in Germany loses nothing
    assert Withdrawal.objects.get().kept_in == ["DE"]
    press(cast, [night], Answer.ON)
    assert concern_of(cast.partner).standing == "lifted"


def test_from_on_to_ask_is_a_withdrawal_and_back_lifts_it(cast: Cast) -> None:
    night = open_track(cast)
    press(cast, [night], Answer.ASK)
    assert partners_told() == ["Halcyon Audio"]
    press(cast, [night], Answer.ON)
    concern = concern_of(cast.partner)
    assert (concern.standing, states_of(concern)) == ("lifted", {"stop_new": "void"})


def test_undo_lifts_it_whichever_is_followed_up_first(cast: Cast) -> None:
    night = open_track(cast)
    actor = acting(cast.ayla, cast.artist)
    consent = Consent(text_of("remix").sha256)
    off = choose(night.pk, "remix", State(Answer.OFF), actor=actor, consent=consent)
    assert off.batch
    undo(off.batch, actor=actor)
    last, first = Message.objects.filter(topic=tasks.PRESSED, done_at__isnull=True).order_by("-pk")
    for message in (last, first):
        tasks.follow_up(message.payload)
    assert concern_of(cast.partner).standing == "lifted"
    types = list(Entry.objects.filter(type__startswith="withdrawal.").order_by("pk").values_list("type", flat=True))
    assert types == ["withdrawal.created", "withdrawal.filed", "withdrawal.lifted"]


def test_a_pause_takes_back_for_as_long_as_it_lasts(cast: Cast) -> None:
    open_track(cast), open_track(cast, "Ferry Song", ["train"])
    pauses.pause_all(actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.origin, withdrawal.resumes, withdrawal.uses) == ("pause", True, ["remix", "train"])
    concern = concern_of(cast.partner)
    assert concern.assets == 2
    assert states_of(concern) == {"stop_new": "asked"}
    pauses.resume_all(actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    assert concern_of(cast.partner).standing == "lifted"


def test_a_voice_reaches_the_voice_and_the_tracks_that_are_translated(cast: Cast) -> None:
    night = open_track(cast)
    in_force(cast.partner, [cast.artist], terms(["translate"], assets=[night]))
    actor = acting(cast.ayla, cast.artist)
    for use in ("sing", "translate"):
        choose(cast.voice.pk, use, State(Answer.ON), actor=actor, consent=Consent(text_of(use).sha256, reviewed=True))
    consent = Consent(text_of("translate").sha256, reviewed=True)
    choose(night.pk, "translate", State(Answer.ON), actor=actor, consent=consent)
    for use in ("sing", "translate"):
        choose(cast.voice.pk, use, State(Answer.OFF), actor=actor, consent=Consent(text_of(use).sha256))
    outbox.drain()
    assert set(Item.objects.values_list("asset_id", "use")) == {(cast.voice.pk, "sing"), (night.pk, "translate")}


def test_a_suspended_licence_concerns_its_partner_alone(cast: Cast) -> None:
    open_track(cast)
    karaokit = partner_of(cast)
    licence = Licence.objects.get(partner=karaokit)
    licences.suspend(licence, actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    assert partners_told() == ["Karaokit"]
    assert Withdrawal.objects.get().resumes
    licences.resume(licence, actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    assert concern_of(karaokit).standing == "lifted"


def test_a_partner_that_suspends_its_own_licence_is_told_nothing(cast: Cast) -> None:
    open_track(cast)
    karaokit = partner_of(cast)
    owner = karaokit.memberships.get().person
    licences.suspend(Licence.objects.get(partner=karaokit), actor=acting(owner, karaokit))
    outbox.drain()
    assert partners_told() == []


@pytest.mark.parametrize(
    ("at_end", "asked"),
    [
        (AtEnd.KEEP, {"stop_new": "asked"}),
        (AtEnd.SUNSET, {"stop_new": "asked", "sunset": "asked"}),
        (AtEnd.TAKEDOWN, {"stop_new": "asked", "takedown_outputs": "asked"}),
    ],
)
def test_a_licence_that_ends_asks_what_its_terms_say(cast: Cast, at_end: AtEnd, asked: dict[str, str]) -> None:
    open_track(cast)
    karaokit = partner_of(cast, at_end=at_end, sunset_days=30 if at_end is AtEnd.SUNSET else 0, notice_days=0)
    licence = Licence.objects.get(partner=karaokit)
    ends = licences.give_notice(licence, actor=acting(cast.ayla, cast.artist))
    licences.end_overdue(now=ends + timedelta(seconds=30))
    outbox.drain(now=ends + timedelta(minutes=1))
    concern = concern_of(karaokit)
    assert states_of(concern) == asked
    assert concern.withdrawal.licence == licence
    if at_end is AtEnd.SUNSET:
        sunset = concern.demands.get(what="sunset")
        assert sunset.until == ends + timedelta(days=30)
        assert sunset.due_at == sunset.until + timedelta(hours=24)


def test_a_false_right_taken_away_reaches_who_relied_on_it(cast: Cast) -> None:
    from_label = track("Night", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    press(cast, [from_label], Answer.ON)
    false = Holding.objects.get(asset=from_label, right="performer")

    record_many(standing_in.end([false], reason="It was somebody else."), actor=acting(cast.olu, cast.operator))
    standing.refresh(standing.subjects_of([from_label.pk]))
    outbox.drain()
    assert list(concern_of(cast.partner).items.values_list("asset_id", "use")) == [(from_label.pk, "remix")]
    assert Withdrawal.objects.get().team is None


def test_a_room_above_may_know_of_partners_with_outputs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    night = open_track(cast)
    karaokit = partner_of(cast)
    licences.suspend(Licence.objects.get(partner=karaokit), actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    monkeypatch.setattr(concerned, "_known", [lambda assets, uses: [(karaokit.pk, night.pk, "remix")]])
    press(cast, [night], Answer.OFF)
    assert Concern.objects.filter(partner=karaokit).count() == 2
    assert concern_of(karaokit).items.get().lost == []


def test_a_default_and_a_yes_take_nothing_back(cast: Cast) -> None:
    open_track(cast)
    assert not Withdrawal.objects.exists()
    assert not Entry.objects.filter(type__startswith="withdrawal.").exists()


def test_under_a_mandate_it_is_the_artist_s_withdrawal(cast: Cast) -> None:
    night = open_track(cast)
    now = timezone.now()
    Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=["remix"], until=now + timedelta(days=9), given_at=now
    )
    lee = person("lee@demo.test", "Lee")
    join(lee, cast.label, Role.EDITOR)
    press(cast, [night], Answer.OFF, by=lee)
    assert Withdrawal.objects.get().team == cast.artist


def test_a_partner_reads_no_name_of_who_pressed(cast: Cast) -> None:
    night = open_track(cast)
    press(cast, [night], Answer.OFF)
    told = Entry.objects.get(type="withdrawal.created")
    assert told.concerns == [cast.partner.pk]
    assert cast.artist.pk not in (told.team_id, *told.data.values())
    assert told.data["assets"] == [str(night.pk)]


def many_tracks(cast: Cast, count: int) -> list[UUID]:
    """So many tracks and songs of hers, written at once."""
    now = timezone.now()
    made = [Asset(kind="recording", title=f"T{n}", artist=cast.ayla_marsh, created_at=now) for n in range(count)]
    songs = [Asset(kind="composition", title=f"T{n}", created_at=now) for n in range(count)]
    Asset.objects.bulk_create([*made, *songs])
    Credit.objects.bulk_create([Credit(recording=one, artist=cast.ayla_marsh, role="main") for one in made])
    Embodiment.objects.bulk_create(
        [Embodiment(recording=one, composition=song) for one, song in zip(made, songs, strict=True)]
    )
    Holding.objects.bulk_create(
        [Holding(asset=one, team=cast.artist, right="performer", created_at=now) for one in made]
        + [Holding(asset=one, team=cast.artist, right="publishing", created_at=now) for one in songs]
    )
    standing.refresh([one.pk for one in [*made, *songs]])
    return [one.pk for one in made]


def queries_for(cast: Cast, count: int) -> int:
    """How many queries following up a press on so many tracks takes."""
    tracks = list(Asset.objects.filter(pk__in=many_tracks(cast, count)))
    press(cast, tracks, Answer.ON)
    Message.objects.filter(done_at__isnull=True).update(done_at=timezone.now())
    choose_for_tracks(
        [one.pk for one in tracks], "remix", State(Answer.OFF), actor=acting(cast.ayla, cast.artist),
        consent=Consent(text_of("remix").sha256),
    )  # fmt: skip
    message = Message.objects.get(topic=tasks.PRESSED, done_at__isnull=True)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tasks.follow_up(message.payload)
    assert concern_of(cast.partner).assets == count
    return len(queries)


def test_a_press_on_many_tracks_is_one_withdrawal_in_as_many_queries_as_on_one(cast: Cast) -> None:
    partner_of(cast)
    few = queries_for(cast, 2)
    assert queries_for(cast, 300) == few
    assert Withdrawal.objects.count() == 2
    assert Demand.objects.count() == 4
