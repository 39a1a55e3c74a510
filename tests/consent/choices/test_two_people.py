"""Two people for the heavy yes: nothing opens with one, everything closes with one, and both are named."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Role
from artists.accounts.models import User
from artists.catalog.models import Asset
from artists.journal import outbox
from artists.journal.models import Entry
from artists.notices.models import Notice
from artists.teams.models import Mandate
from consent.choices import seconding
from consent.choices.actions import Consent, choose, choose_for_songs, choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.defaults import apply_defaults, set_default
from consent.choices.many import Selection, choose_for_many
from consent.choices.models import Choice, Default, PendingYes, TwoPeople
from consent.choices.pauses import pause_all, resume_all
from consent.choices.selection import Filter
from consent.choices.state import State
from consent.choices.two_people import Policy, policy_of, policy_set
from consent.decisions.checks import Question, check
from consent.uses import text_of
from tests.cast import Cast, acting, join, person, song_of, track
from tests.support.licences import MODEL

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)


@pytest.fixture
def nia(cast: Cast) -> User:
    """A second owner of the artist's team."""
    made = person("nia@demo.test", "Nia Marsh")
    join(made, cast.artist, Role.OWNER)
    return made


@pytest.fixture
def two(cast: Cast, nia: User) -> None:
    """The artist's team wants two people for everything heavy."""
    policy_set(Policy(voice=True, training=True, bulk=True), actor=acting(cast.ayla, cast.artist))


def read(use: str, seen: int | None = None) -> Consent:
    return Consent(text_of(use).sha256, seen, reviewed=True)


def own(cast: Cast, count: int = 1) -> list[Asset]:
    return [track(f"Song {n}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for n in range(count)]


def verdict(cast: Cast, asset: Asset, use: str) -> str:
    question = Question(use, asset.pk, model=MODEL.label if use == "train" else "")
    [found] = check([question], partner_team_id=cast.partner.pk)
    return found.answer


def ayla(cast: Cast) -> Actor:
    return acting(cast.ayla, cast.artist)


def waits() -> PendingYes:
    return PendingYes.objects.get(outcome="")


def undone(cast: Cast, assets: list[Asset]) -> Any:
    """Train was on before the policy; it is turned off, and that is taken back."""
    policy = TwoPeople.objects.get()
    TwoPeople.objects.all().delete()
    choose_for_tracks([one.pk for one in assets], "train", ON, actor=ayla(cast), consent=read("train"))
    policy.save(force_insert=True)
    closed = choose_for_tracks([one.pk for one in assets], "train", OFF, actor=ayla(cast), consent=read("train"))
    assert closed.batch
    return undo(closed.batch, actor=ayla(cast))


PATHS: dict[str, Callable[[Cast, list[Asset]], Any]] = {
    "tracks": lambda cast, own: choose_for_tracks([own[0].pk], "train", ON, actor=ayla(cast), consent=read("train")),
    "ask": lambda cast, own: choose_for_tracks([own[0].pk], "train", ASK, actor=ayla(cast), consent=read("train")),
    "one asset": lambda cast, own: choose(own[0].pk, "train", ON, actor=ayla(cast), consent=read("train")),
    "songs": lambda cast, own: choose_for_songs(
        [song_of(one).pk for one in own], "cover", ON, actor=ayla(cast), consent=read("cover")
    ),
    "many tracks": lambda cast, own: choose_for_tracks(
        [one.pk for one in own], "remix", ON, actor=ayla(cast), consent=read("remix")
    ),
    "all that a filter finds": lambda cast, own: choose_for_many(
        Selection(Filter()), "discover", ON, actor=ayla(cast), consent=read("discover")
    ),
    "undo": undone,
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("two")
def test_no_path_opens_with_one_person_and_the_second_opens_exactly_that(cast: Cast, path: str) -> None:
    assets = own(cast, 11)
    before = {row.pk: (row.answer, row.version) for row in Choice.objects.all()}
    outcome = PATHS[path](cast, assets)
    assert outcome.waiting == waits().pk
    assert outcome.batch is None
    if path != "undo":
        assert {row.pk: (row.answer, row.version) for row in Choice.objects.all()} == before
    assert not Choice.objects.filter(answer__gt=0).exists()
    use = waits().uses[0]
    assert verdict(cast, assets[0], use) == "deny"
    PATHS[path](cast, assets) if path != "undo" else None
    assert PendingYes.objects.count() == 1
    with pytest.raises(Denied, match="yourself"):
        seconding.confirm(waits(), actor=ayla(cast), reviewed=True)
    seconding.confirm(waits(), actor=acting(cast.marco, cast.artist), reviewed=True)
    open_now = Choice.objects.filter(answer__gt=0)
    assert {str(row.asset_id) for row in open_now} == {one["asset"] for one in PendingYes.objects.get().changes}
    for entry in Entry.objects.filter(type__in=["choice.set", "choice.undone"], data__has_key="pressed_by"):
        assert (entry.person_id, entry.data["pressed_by"]) == (cast.marco.pk, cast.ayla.pk)
    assert Entry.objects.filter(data__has_key="pressed_by", type__startswith="choice.").count() == open_now.count()


@pytest.mark.usefixtures("two")
def test_a_voice_takes_two_who_may_open_it_each_freshly_signed_in(cast: Cast, nia: User) -> None:
    with pytest.raises(Denied, match="confirm that it is you"):
        choose(cast.voice.pk, "sing", ON, actor=acting(cast.ayla, cast.artist, fresh=False), consent=read("sing"))
    assert not PendingYes.objects.exists()
    choose(cast.voice.pk, "sing", ON, actor=ayla(cast), consent=read("sing"))
    with pytest.raises(Denied, match="takes the role owner"):
        seconding.confirm(waits(), actor=acting(cast.marco, cast.artist), reviewed=True)
    with pytest.raises(Denied, match="confirm that it is you"):
        seconding.confirm(waits(), actor=acting(nia, cast.artist, fresh=False), reviewed=True)
    with pytest.raises(Conflict, match="Read the text"):
        seconding.confirm(waits(), actor=acting(nia, cast.artist))
    assert verdict(cast, cast.voice, "sing") == "deny"
    seconding.confirm(waits(), actor=acting(nia, cast.artist), reviewed=True)
    assert verdict(cast, cast.voice, "sing") == "allow"
    choose(cast.voice.pk, "sing", OFF, actor=acting(cast.marco, cast.artist), consent=read("sing"))
    assert verdict(cast, cast.voice, "sing") == "deny"


@pytest.mark.usefixtures("two")
def test_what_only_closes_or_is_light_never_waits(cast: Cast) -> None:
    assets = own(cast, 12)
    one = choose_for_tracks([assets[0].pk], "remix", ON, actor=ayla(cast), consent=read("remix"))
    assert (one.waiting, verdict(cast, assets[0], "remix")) == (None, "allow")
    narrowed = State(Answer.ON, Limits(territories=("DE",)))
    mixed = choose_for_tracks([a.pk for a in assets], "remix", narrowed, actor=ayla(cast), consent=read("remix"))
    assert mixed.waiting == waits().pk
    assert mixed.changed == 2, "the track that was open and its song are narrowed at once"
    assert waits().count == 11
    closed = choose_for_tracks([a.pk for a in assets], "remix", OFF, actor=ayla(cast), consent=read("remix"))
    assert closed.waiting is None
    assert not Choice.objects.filter(answer__gt=0).exists()
    with pytest.raises(Conflict, match="answered anew"):
        seconding.confirm(waits(), actor=acting(cast.marco, cast.artist), reviewed=True)
    assert [one.stale for one in seconding.waiting(ayla(cast))] == [True]


@pytest.mark.usefixtures("two")
def test_to_resume_is_not_a_yes(cast: Cast) -> None:
    [one] = own(cast)
    choose_for_tracks([one.pk], "remix", ON, actor=ayla(cast), consent=read("remix"))
    pause_all(actor=ayla(cast))
    resume_all(actor=acting(cast.marco, cast.artist))
    assert verdict(cast, one, "remix") == "allow"


@pytest.mark.usefixtures("two")
def test_a_default_that_says_yes_waits_and_then_answers_for_what_is_new(cast: Cast) -> None:
    held = set_default("train", ON, actor=ayla(cast), consent=read("train", 0))
    assert isinstance(held, PendingYes)
    assert not Default.objects.exists()
    seconding.confirm(held, actor=acting(cast.marco, cast.artist), reviewed=True)
    default = Default.objects.get()
    assert (default.given, default.set_by, default.seconded_by) == (Answer.ON, cast.marco, cast.marco)
    [new] = own(cast)
    apply_defaults([new.pk, song_of(new).pk])
    assert verdict(cast, new, "train") == "allow"
    assert isinstance(set_default("train", OFF, actor=ayla(cast), consent=read("train")), Default)
    assert Default.objects.get().seconded_at is None


def test_a_default_set_alone_before_answers_for_nothing_new_until_two_have_set_it(cast: Cast, nia: User) -> None:
    set_default("train", ON, actor=ayla(cast), consent=read("train"))
    policy_set(Policy(training=True), actor=ayla(cast))
    first, second = own(cast, 2)
    apply_defaults([first.pk, song_of(first).pk])
    assert verdict(cast, first, "train") == "deny"
    held = set_default("train", ON, actor=acting(cast.marco, cast.artist), consent=read("train"))
    assert isinstance(held, PendingYes)
    seconding.confirm(held, actor=ayla(cast), reviewed=True)
    third = track("Later", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    apply_defaults([third.pk, song_of(third).pk])
    assert verdict(cast, third, "train") == "allow"
    assert verdict(cast, second, "train") == "deny"


def test_two_people_need_two_who_may_and_the_owner_says_so(cast: Cast) -> None:
    with pytest.raises(Conflict, match="Fewer than two"):
        policy_set(Policy(voice=True), actor=ayla(cast))
    with pytest.raises(Denied):
        policy_set(Policy(training=True), actor=acting(cast.marco, cast.artist))
    policy_set(Policy(training=True), actor=ayla(cast))
    assert policy_of(cast.artist.pk) == Policy(training=True)
    with pytest.raises(Conflict, match="Fewer than two"):
        policy_set(Policy(bulk=True), actor=acting(cast.theo, cast.publisher))


@pytest.mark.usefixtures("two")
def test_wanting_less_waits_for_a_second_person_too(cast: Cast, nia: User) -> None:
    held = policy_set(Policy(voice=True, bulk=True), actor=ayla(cast))
    assert held
    assert policy_of(cast.artist.pk).training
    with pytest.raises(Denied, match="yourself"):
        seconding.confirm(held, actor=ayla(cast))
    seconding.confirm(held, actor=acting(cast.marco, cast.artist))
    assert policy_of(cast.artist.pk) == Policy(voice=True, bulk=True)
    held = policy_set(Policy(), actor=ayla(cast))
    assert held
    with pytest.raises(Denied, match="takes the role owner"):
        seconding.confirm(held, actor=acting(cast.marco, cast.artist))
    seconding.confirm(held, actor=acting(nia, cast.artist))
    assert policy_of(cast.artist.pk) == Policy()


@pytest.mark.usefixtures("two")
def test_it_runs_out_after_a_week_and_can_be_pressed_again(cast: Cast) -> None:
    [one] = own(cast)
    start = timezone.now()
    choose_for_tracks([one.pk], "train", ON, actor=ayla(cast), consent=read("train"))
    with time_machine.travel(start + timedelta(days=7, minutes=1)):
        marco = acting(cast.marco, cast.artist)
        with pytest.raises(Conflict, match="ran out"):
            seconding.confirm(waits(), actor=marco, reviewed=True)
        assert seconding.waiting(marco) == []
        choose_for_tracks([one.pk], "train", ON, actor=ayla(cast), consent=read("train"))
        seconding.confirm(waits(), actor=marco, reviewed=True)
        assert verdict(cast, one, "train") == "allow"
    assert set(PendingYes.objects.values_list("outcome", flat=True)) == {"lapsed", "confirmed"}


@pytest.mark.usefixtures("two")
def test_refused_it_opens_nothing_and_is_decided_once(cast: Cast) -> None:
    [one] = own(cast)
    choose_for_tracks([one.pk], "train", ON, actor=ayla(cast), consent=read("train"))
    held = waits()
    seconding.refuse(held, actor=acting(cast.marco, cast.artist))
    for act in (seconding.refuse, seconding.confirm):
        with pytest.raises(Conflict, match="refused already"):
            act(held, actor=acting(cast.marco, cast.artist))
    assert not Choice.objects.exists()


@pytest.mark.usefixtures("two")
def test_the_yes_of_somebody_who_left_or_may_no_more_is_nobodys(cast: Cast, nia: User) -> None:
    [one] = own(cast)
    choose_for_tracks([one.pk], "train", ON, actor=acting(cast.marco, cast.artist), consent=read("train"))
    cast.artist.memberships.filter(person=cast.marco).update(role=Role.VIEWER)
    with pytest.raises(Conflict, match="may not answer for the team any more"):
        seconding.confirm(waits(), actor=ayla(cast), reviewed=True)


@pytest.mark.usefixtures("two")
def test_under_a_mandate_one_may_press_and_never_be_the_second(cast: Cast) -> None:
    now = timezone.now()
    Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=["train"], until=now + timedelta(days=9), given_at=now
    )
    [one] = own(cast)
    dana = acting(cast.dana, cast.artist)
    choose_for_tracks([one.pk], "train", ON, actor=dana, consent=read("train"))
    with pytest.raises(Denied):
        seconding.confirm(waits(), actor=dana, reviewed=True)
    seconding.confirm(waits(), actor=acting(cast.marco, cast.artist), reviewed=True)
    assert verdict(cast, one, "train") == "allow"


@pytest.mark.usefixtures("two")
def test_another_teams_members_are_not_the_second(cast: Cast) -> None:
    [one] = own(cast)
    choose_for_tracks([one.pk], "train", ON, actor=ayla(cast), consent=read("train"))
    with pytest.raises(Denied, match="another team"):
        seconding.confirm(waits(), actor=acting(cast.dana, cast.label), reviewed=True)
    assert seconding.waiting(acting(cast.dana, cast.label)) == []


@pytest.mark.usefixtures("two")
def test_the_others_who_may_are_told_until_it_is_decided(cast: Cast, nia: User) -> None:
    [one] = own(cast)
    choose_for_tracks([one.pk], "train", ON, actor=ayla(cast), consent=read("train"))
    outbox.drain()
    told = Notice.objects.filter(kind="choices.second")
    assert set(told.values_list("person__email", flat=True)) == {"marco@demo.test", "nia@demo.test"}
    assert told[0].title == "Ayla Marsh said yes to Train"
    seconding.confirm(waits(), actor=acting(cast.marco, cast.artist), reviewed=True)
    outbox.drain()
    assert not told.filter(withdrawn_at__isnull=True).exists()
