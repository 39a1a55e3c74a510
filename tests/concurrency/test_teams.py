"""Two people at once, on real transactions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from artists.access import Conflict, Role, TeamKind
from artists.journal.models import Message
from artists.teams.actions import create_team, leave
from artists.teams.invitations import accept_invitation, invite
from artists.teams.models import Membership
from artists.teams.tokens import token_for
from tests.cast import Cast, acting, join
from tests.cast import cast as everybody


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all at the same moment, each on a connection of its own; what each gave or raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=20)
            return act()
        except Conflict as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=30) for done in [pool.submit(run, act) for act in acts]]


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays() -> None:
    cast: Cast = everybody()
    join(cast.fay, cast.label, Role.OWNER)
    dana, fay = acting(cast.dana, cast.label), acting(cast.fay, cast.label)
    assert sorted(map(str, at_once(lambda: leave(actor=dana), lambda: leave(actor=fay)))) == ["None", "last_owner"]
    assert Membership.objects.filter(team=cast.label, role=Role.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_link_pressed_by_two_lets_one_in() -> None:
    cast: Cast = everybody()
    sent = invite("sam@ledger.example", Role.VIEWER, actor=acting(cast.dana, cast.label))
    token = token_for(sent.pk, Message.objects.get(topic="invitation.send").payload["nonce"]).value
    results = at_once(
        *(
            lambda person=person: accept_invitation(token, person_id=person.pk, verified_emails=[sent.email]).pk
            for person in (cast.fay, cast.stranger)
        )
    )
    assert results.count("invitation_used") == 1
    assert Membership.objects.filter(team=cast.label, role=Role.VIEWER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_teams_of_one_name_started_at_once_get_two_addresses() -> None:
    cast: Cast = everybody()
    slugs = at_once(
        *(lambda: create_team(TeamKind.LABEL, "Quiet Harbour", person_id=cast.fay.pk).slug for _ in range(2))
    )
    assert sorted(map(str, slugs)) == ["quiet-harbour", "quiet-harbour-2"]
