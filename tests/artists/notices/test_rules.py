"""Rules of notices that hold whatever people chose and whoever is in a team."""

from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from artists.access import Permission, Role, TeamKind, permissions_of
from artists.accounts.models import User
from artists.notices.hours import end_of_quiet, is_quiet, next_at
from artists.notices.kinds import CHOOSABLE, GROUPS, WRITTEN, Channel, Kind
from artists.notices.models import Delivery, Notice, Preference
from artists.notices.reach import wanted
from artists.notices.telling import Told, Words, tell_now, withdraw
from artists.teams.models import Membership, Team

SAID = st.dictionaries(st.sampled_from(CHOOSABLE), st.booleans())
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "Pacific/Apia"])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
_numbers = count()


@given(group=st.sampled_from(list(GROUPS.values())), said=SAID)
def test_what_is_mandatory_is_always_written_and_all_else_follows_what_was_said(group, said) -> None:  # type: ignore[no-untyped-def]
    channels = wanted(group, said)
    if group.mandatory:
        assert channels & WRITTEN
    for channel, yes in said.items():
        if yes:
            assert channel in channels
        elif not group.mandatory:
            assert channel not in channels
    assert Channel.HERE not in channels


@given(moment=MOMENTS, zone=ZONES, since=TIMES, until=TIMES)
def test_what_waits_for_the_end_of_quiet_leaves_within_a_day_and_never_in_quiet(
    moment: datetime, zone: str, since: time, until: time
) -> None:
    end = end_of_quiet(moment, ZoneInfo(zone), since, until)
    assert moment <= end <= moment + timedelta(hours=49)  # a skipped day on Samoa
    if end != moment:
        assert is_quiet(moment, ZoneInfo(zone), since, until)


@given(moment=MOMENTS, zone=ZONES, at=TIMES, weekday=st.none() | st.integers(0, 6))
def test_the_next_digest_is_always_ahead_and_within_nine_days(
    moment: datetime, zone: str, at: time, weekday: int | None
) -> None:
    found = next_at(moment, ZoneInfo(zone), at, weekday=weekday)
    assert moment < found <= moment + timedelta(days=9 if weekday is not None else 3)


class Telling(TestCase):
    """Who is told: members whose role may know, less the one who acted, by the channels they did not mute."""

    @settings(max_examples=40, deadline=None)
    @given(
        roles=st.lists(st.tuples(st.sampled_from(Role), st.booleans()), min_size=1, max_size=6),
        team_kind=st.sampled_from([kind for kind in TeamKind if kind is not TeamKind.OPERATOR]),
        permission=st.sampled_from(Permission),
        acts=st.integers(0, 5),
        repeats=st.integers(1, 3),
        group=st.sampled_from(list(GROUPS.values())),
    )
    def test_told_are_the_permitted_less_the_actor_less_the_muted(  # type: ignore[no-untyped-def]
        self, roles, team_kind, permission, acts, repeats, group
    ) -> None:
        now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        number = next(_numbers)
        team = Team.objects.create(kind=team_kind, name="T", slug=f"t-{number}", created_at=now)
        people = [User.objects.create(email=f"p{number}-{place}@demo.test") for place in range(len(roles))]
        for person, (role, mutes) in zip(people, roles, strict=True):
            Membership.objects.create(team=team, person=person, role=role, joined_at=now)
            for channel in CHOOSABLE if mutes else ():
                Preference.objects.create(
                    person=person, group=group.code, channel=channel, wanted=False, changed_at=now
                )
        actor = people[acts % len(people)]
        told = Told(Kind("test.any", "Any", group, permission), f"any:{number}", teams={team.pk: Words("So")})
        for press in range(repeats):
            for _ in range(2):  # each press carried out twice
                tell_now(told, key=f"{number}:{press}", but=actor.pk, now=now)
        may = {
            person: mutes
            for person, (role, mutes) in zip(people, roles, strict=True)
            if permission in permissions_of(role, team_kind) and person != actor
        }
        rows = {notice.person: notice.count for notice in Notice.objects.filter(team=team)}
        assert rows == dict.fromkeys(may, repeats)
        sent = Delivery.objects.filter(notice__team=team).exclude(channel=Channel.HERE)
        by_person = {person: {d.channel for d in sent.filter(person=person)} for person in may}
        muted = {Channel.DIGEST} if group.mandatory else set()
        usual = set(group.usual - {Channel.PUSH})  # nobody has a device
        assert by_person == {person: (muted if mutes else usual) for person, mutes in may.items()}
        keys = list(sent.values_list("person", "channel"))
        assert len(keys) == len(set(keys)), "one row for each person and channel while it is unread"
        assert withdraw(f"any:{number}") == len(may)
        assert not sent.waiting().exists()
