"""What others hear of an answer: the team, the artist under whose mandate it was, and the other holders."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.access import Role
from artists.journal import outbox
from artists.journal.models import Message
from artists.notices.models import Notice
from artists.teams.models import Mandate
from consent.choices import actions, pauses
from consent.choices.actions import Consent
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.uses import text_of
from tests.cast import Cast, acting, join, person, track


def consent(use: str) -> Consent:
    """The current text, read."""
    return Consent(text_of(use).sha256, reviewed=True)


def told() -> dict[str, str]:
    """What each holder's one notice says; what partners hear of withdrawals is told in tests/consent/withdrawals."""
    outbox.drain()
    return dict(Notice.objects.exclude(person__email="rin@demo.test").values_list("person__email", "title"))


def test_the_others_of_the_team_and_the_other_holders_hear_of_an_answer(cast: Cast) -> None:
    night = track("Night Ferry", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    actions.choose_for_tracks(
        [night.pk], "discover", State(Answer.ON), actor=acting(cast.ayla, cast.artist), consent=consent("discover")
    )
    assert told() == {
        "marco@demo.test": "Ayla Marsh turned on Discover for Night Ferry",
        "dana@demo.test": "Ayla Marsh turned on Discover for Night Ferry",
    }


def test_an_artist_hears_what_was_answered_under_a_mandate(cast: Cast) -> None:
    night = track("Night Ferry", cast.ayla_marsh, performer=cast.artist)
    now = timezone.now()
    Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=["discover"], until=now + timedelta(days=9), given_at=now
    )
    lee = person("lee@demo.test", "Lee")
    join(lee, cast.label, Role.EDITOR)
    actions.choose_for_tracks(
        [night.pk], "discover", State(Answer.ASK), actor=acting(cast.dana, cast.artist), consent=consent("discover")
    )
    said = told()
    assert said["ayla@demo.test"] == "Dana Okoye of Northlight Records set Discover to ask for Night Ferry"
    assert said["lee@demo.test"] == "Dana Okoye set Discover to ask for Night Ferry, for Ayla Marsh"
    assert "dana@demo.test" not in said


def test_many_tracks_are_one_message_and_one_notice_in_as_many_statements_as_one(cast: Cast) -> None:
    def statements(count: int) -> int:
        tracks = [track(f"T{n}", cast.ayla_marsh, performer=cast.artist, master=cast.label) for n in range(count)]
        Message.objects.all().delete()
        actions.choose_for_tracks(
            [one.pk for one in tracks],
            "remix",
            State(Answer.ON),
            actor=acting(cast.ayla, cast.artist),
            consent=consent("remix"),
        )
        assert Message.objects.filter(topic="notices").count() == 1
        with CaptureQueriesContext(connection) as seen:
            outbox.drain(limit=1)
        return len(seen)

    one = statements(1)
    Notice.objects.all().delete()
    assert statements(12) == one
    assert set(Notice.objects.values_list("person__email", "title", "count")) == {
        ("marco@demo.test", "Ayla Marsh turned on Remix for 12 tracks", 1),
        ("dana@demo.test", "Ayla Marsh turned on Remix for 12 tracks", 1),
    }


def test_a_pause_is_told_to_the_team(cast: Cast) -> None:
    pauses.pause_all(actor=acting(cast.ayla, cast.artist))
    assert told() == {"marco@demo.test": "Ayla Marsh paused everything"}


def test_a_second_press_counts_up_what_is_unread(cast: Cast) -> None:
    night = track("Night Ferry", cast.ayla_marsh, performer=cast.artist)
    for answer in (Answer.ON, Answer.OFF):
        actions.choose_for_tracks(
            [night.pk], "discover", State(answer), actor=acting(cast.ayla, cast.artist), consent=consent("discover")
        )
    assert told() == {"marco@demo.test": "Ayla Marsh turned off Discover for Night Ferry"}
    assert Notice.objects.get(person=cast.marco).count == 2
