"""What a team, and the person concerned, hear of people, mandates and keys."""

from datetime import timedelta

from django.utils import timezone

from artists.access import Role
from artists.journal import outbox
from artists.notices.models import Notice
from artists.teams import actions, clients, mandates
from artists.teams.models import Membership
from tests.cast import Cast, acting, join, person


def told() -> set[tuple[str, str]]:
    """Who was told what."""
    outbox.drain()
    return set(Notice.objects.values_list("person__email", "title"))


def test_a_changed_role_is_told_to_the_team_and_to_whose_it_is(cast: Cast) -> None:
    member = Membership.objects.get(person=cast.marco, team=cast.artist)
    noa = person("noa@demo.test", "Noa")
    join(noa, cast.artist, Role.VIEWER)
    actions.change_role(member.pk, Role.EDITOR, actor=acting(cast.ayla, cast.artist))
    assert told() == {
        ("noa@demo.test", "Marco Reyes is now editor of Ayla Marsh"),
        ("marco@demo.test", "Marco Reyes is now editor of Ayla Marsh"),
        ("marco@demo.test", "You are now editor of Ayla Marsh"),
    }


def test_whoever_was_removed_hears_it_and_leads_home(cast: Cast) -> None:
    member = Membership.objects.get(person=cast.marco, team=cast.artist)
    actions.remove_member(member.pk, actor=acting(cast.ayla, cast.artist))
    assert told() == {("marco@demo.test", "You are no longer in the team Ayla Marsh")}
    assert Notice.objects.get().place == "home"


def test_both_sides_hear_of_a_mandate(cast: Cast) -> None:
    until = timezone.now() + timedelta(days=30)
    given = mandates.give_mandate(
        cast.label, ["discover"], until=until, covers_voice=False, actor=acting(cast.ayla, cast.artist)
    )
    assert told() == {
        ("marco@demo.test", "Northlight Records may now answer for Ayla Marsh"),
        ("dana@demo.test", "Ayla Marsh gave you a mandate"),
    }
    mandates.revoke_mandate(given.pk, actor=acting(cast.ayla, cast.artist))
    assert ("dana@demo.test", "Ayla Marsh took the mandate back") in told()


def test_a_partners_people_hear_of_a_new_key(cast: Cast) -> None:
    kit = person("kit@demo.test", "Kit")
    join(kit, cast.partner, Role.VIEWER)
    clients.make_client("Player", "client-1", actor=acting(cast.rin, cast.partner))
    assert told() == {("kit@demo.test", "Rin Sato made the API client “Player”")}
