"""Who is told, once, in one row; what folds, and what is withdrawn."""

from datetime import UTC, datetime, time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.access import Permission, Role
from artists.journal.models import Message
from artists.notices.kinds import GROUPS, Channel, Kind
from artists.notices.models import Delivery, Notice, Preference, PushSubscription, Settings
from artists.notices.telling import Told, Words, tell_now, withdraw
from tests.cast import Cast, join, person

ASKED = Kind("test.asked", "Somebody asks", GROUPS["requests"], Permission.CHOOSE)
PAID = Kind("test.paid", "Money came", GROUPS["money"], Permission.SEE_MONEY)
SIGNED_IN = Kind("test.signed_in", "A sign-in", GROUPS["security"], None)


def asked(cast: Cast, title: str = "Halcyon Audio asks", **more: object) -> Told:
    """A request to the artist's team."""
    return Told(ASKED, "request:1", teams={cast.artist.pk: Words(title)}, place=("request", 1), **more)  # type: ignore[arg-type]


def test_the_members_with_the_permission_are_told_but_the_one_who_acted(cast: Cast) -> None:
    accountant = person("acc@demo.test", "Ada Accountant")
    join(accountant, cast.artist, Role.ACCOUNTANT)
    assert tell_now(asked(cast), key="1", but=cast.ayla.pk) == 1
    assert [notice.person for notice in Notice.objects.all()] == [cast.marco]


def test_telling_the_same_again_changes_nothing(cast: Cast) -> None:
    tell_now(asked(cast), key="1")
    before = list(Notice.objects.values()), list(Delivery.objects.values()), Message.objects.count()
    assert tell_now(asked(cast), key="1") == 0
    assert (list(Notice.objects.values()), list(Delivery.objects.values()), Message.objects.count()) == before


def test_one_row_for_each_person_and_channel_they_hear_by(cast: Cast) -> None:
    PushSubscription.objects.create(
        person=cast.ayla,
        endpoint="https://push.test/1",
        p256dh="k",
        auth="a",
        device="Phone",
        allowed_at=timezone.now(),
    )
    tell_now(asked(cast), key="1")
    rows = set(Delivery.objects.values_list("person__email", "channel"))
    assert rows == {
        ("ayla@demo.test", "here"),
        ("ayla@demo.test", "email"),
        ("ayla@demo.test", "push"),
        ("marco@demo.test", "here"),
        ("marco@demo.test", "email"),
    }
    assert Message.objects.filter(topic="notices.email").count() == 2
    assert Message.objects.filter(topic="notices.push").count() == 1


def test_a_repeat_of_what_is_unread_counts_up_and_is_mailed_once(cast: Cast) -> None:
    tell_now(asked(cast, "first"), key="1", but=cast.marco.pk)
    tell_now(asked(cast, "second"), key="2", but=cast.marco.pk)
    notice = Notice.objects.get()
    assert (notice.title, notice.count) == ("second", 2)
    assert Delivery.objects.filter(channel="email").count() == 1


def test_what_was_read_opens_anew(cast: Cast) -> None:
    tell_now(asked(cast, "first"), key="1", but=cast.marco.pk)
    Notice.objects.update(read_at=timezone.now())
    tell_now(asked(cast, "second"), key="2", but=cast.marco.pk)
    assert list(Notice.objects.order_by("pk").values_list("title", "count")) == [("first", 1), ("second", 1)]
    assert Delivery.objects.filter(channel="email").count() == 2


def test_what_is_cured_is_withdrawn_with_what_has_not_left(cast: Cast) -> None:
    tell_now(asked(cast), key="1")
    closing = Told(ASKED, "request:1:closing:6", teams={cast.artist.pk: Words("Six hours left")})
    tell_now(closing, key="2")
    other = Told(ASKED, "request:12", teams={cast.artist.pk: Words("Another")})
    tell_now(other, key="3")
    assert withdraw("request:1", outcome="Answered.") == 4
    assert set(Notice.objects.new().values_list("fold_key", flat=True)) == {"request:12"}
    assert not Delivery.objects.waiting().exclude(notice__fold_key="request:12").exists()
    assert set(Notice.objects.exclude(fold_key="request:12").values_list("outcome", flat=True)) == {"Answered."}


def test_only_the_team_that_answered_stops_being_asked(cast: Cast) -> None:
    words = Words("Halcyon Audio asks")
    tell_now(Told(ASKED, "request:1", teams={cast.artist.pk: words, cast.label.pk: words}), key="1")
    withdraw("request:1", teams=[cast.label.pk])
    assert set(Notice.objects.new().values_list("team", flat=True)) == {cast.artist.pk}


def test_somebody_in_two_of_the_teams_is_told_once(cast: Cast) -> None:
    join(cast.marco, cast.label, Role.MANAGER)
    words = {cast.label.pk: Words("for the label"), cast.artist.pk: Words("for the artist")}
    tell_now(Told(ASKED, "request:1", teams=words), key="1")
    assert [notice.title for notice in Notice.objects.filter(person=cast.marco)] == ["for the label"]


def test_a_mandate_alone_tells_nobody(cast: Cast) -> None:
    tell_now(asked(cast), key="1")
    assert not Notice.objects.filter(person=cast.dana).exists()


def test_people_named_are_told_whatever_their_teams(cast: Cast) -> None:
    told = Told(SIGNED_IN, "sign-in:1", people={cast.fay.pk: Words("New sign-in")})
    tell_now(told, key="1", but=cast.fay.pk)
    assert Notice.objects.get().person == cast.fay


def test_somebody_who_is_gone_is_not_told(cast: Cast) -> None:
    cast.marco.is_active = False
    cast.marco.save()
    tell_now(asked(cast), key="1", but=cast.ayla.pk)
    assert not Notice.objects.exists()


def test_money_reaches_the_mailbox_whatever_the_rows_say(cast: Cast) -> None:
    for channel in ("email", "digest"):
        Preference.objects.create(
            person=cast.ayla, group="money", channel=channel, wanted=False, changed_at=timezone.now()
        )
    tell_now(Told(PAID, "statement:1", teams={cast.artist.pk: Words("Paid")}), key="1", but=cast.marco.pk)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {Channel.HERE, Channel.DIGEST}


def test_what_was_muted_is_shown_here_alone(cast: Cast) -> None:
    Preference.objects.create(
        person=cast.ayla, group="requests", channel="email", wanted=False, changed_at=timezone.now()
    )
    tell_now(asked(cast), key="1", but=cast.marco.pk)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {Channel.HERE}


def test_quiet_hours_hold_mail_back_and_an_urgent_one_passes(cast: Cast) -> None:
    cast.ayla.time_zone = "Europe/Lisbon"
    cast.ayla.save()
    Settings.objects.create(person=cast.ayla, quiet=True, quiet_since=time(22), quiet_until=time(8))
    night = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    tell_now(asked(cast), key="1", but=cast.marco.pk, now=night)
    tell_now(Told(ASKED, "b", teams={cast.artist.pk: Words("!")}, urgent=True), key="2", but=cast.marco.pk, now=night)
    tell_now(Told(SIGNED_IN, "c", people={cast.ayla.pk: Words("New sign-in")}), key="3", now=night)
    due = dict(Delivery.objects.filter(channel="email").values_list("notice__fold_key", "due_at"))
    assert due == {"request:1": datetime(2026, 11, 25, 8, tzinfo=UTC), "b": night, "c": night}
    message = Message.objects.get(key="delivery:1:" + f"{cast.ayla.pk}:email")
    assert message.due_at == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_thousand_people_take_as_many_statements_as_one(cast: Cast) -> None:
    def statements(key: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            tell_now(Told(ASKED, key, teams={cast.artist.pk: Words("Asked")}), key=key)
        return len(seen)

    few = statements("a")
    for number in range(60):
        join(person(f"p{number}@demo.test", f"Person {number}"), cast.artist, Role.EDITOR)
    assert statements("b") == few
    assert few <= 12


def test_the_digest_is_one_message_for_all_it_gathers(cast: Cast) -> None:
    now = timezone.now()
    for number in range(3):
        told = Told(PAID, f"statement:{number}", teams={cast.artist.pk: Words(f"Statement {number}")})
        tell_now(told, key=f"{number}", but=cast.marco.pk, now=now + timedelta(seconds=number))
    assert Delivery.objects.filter(channel="digest").count() == 3
    assert Message.objects.filter(topic="notices.digest").count() == 1
