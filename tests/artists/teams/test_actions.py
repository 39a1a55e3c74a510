"""Teams and their people: who joins, who changes whom, and that an owner always stays."""

import pytest

from artists.access import Actor, Conflict, Denied, Invalid, Role, TeamKind
from artists.accounts.models import User
from artists.journal.models import Entry
from artists.teams.actions import change_role, create_team, leave, remove_member, rename_team
from artists.teams.models import Membership, Team
from tests.cast import Cast, acting, join


def member(user: User, team: Team) -> Membership:
    return Membership.objects.get(person=user, team=team)


@pytest.mark.parametrize("kind", [kind for kind in TeamKind if kind is not TeamKind.OPERATOR])
def test_anybody_may_start_a_team_and_owns_it(cast: Cast, kind: TeamKind) -> None:
    team = create_team(kind, "  Quiet   Harbour ", person_id=cast.fay.pk)
    assert (team.name, team.slug, team.team_kind) == ("Quiet Harbour", "quiet-harbour", kind)
    assert member(cast.fay, team).role == Role.OWNER
    entry = Entry.objects.get(type="team.created", subject_id=str(team.pk))
    assert (entry.person_id, entry.team_id, entry.concerns) == (cast.fay.pk, team.pk, [team.pk])


def test_an_operator_team_is_made_by_command_only(cast: Cast) -> None:
    with pytest.raises(Denied) as refusal:
        create_team(TeamKind.OPERATOR, "Operators", person_id=cast.fay.pk)
    assert refusal.value.code == "operator_by_command"
    assert create_team(TeamKind.OPERATOR, "Operators", person_id=cast.olu.pk, by_command=True).pk


def test_two_teams_of_one_name_have_two_addresses(cast: Cast) -> None:
    first, second = (create_team(TeamKind.LABEL, "Northlight Records", person_id=cast.fay.pk) for _ in range(2))
    assert (first.slug, second.slug) == ("northlight-records-2", "northlight-records-3")
    assert create_team(TeamKind.ARTIST, "静かな港", person_id=cast.fay.pk).slug == "team"


def test_a_team_needs_a_name_of_sensible_length(cast: Cast) -> None:
    for name in ("   ", "x" * 121):
        with pytest.raises(Invalid):
            create_team(TeamKind.LABEL, name, person_id=cast.fay.pk)


def test_an_owner_renames_the_team_and_its_address_stays(cast: Cast) -> None:
    rename_team("Ayla M", actor=acting(cast.ayla, cast.artist))
    cast.artist.refresh_from_db()
    assert (cast.artist.name, cast.artist.slug) == ("Ayla M", "ayla-marsh")
    assert Entry.objects.get(type="team.renamed").data == {"from": "Ayla Marsh", "to": "Ayla M"}
    with pytest.raises(Denied):
        rename_team("Marco's", actor=acting(cast.marco, cast.artist))


def test_a_manager_changes_roles_but_makes_and_touches_no_owner(cast: Cast) -> None:
    editor = join(cast.fay, cast.artist, Role.EDITOR)
    marco = acting(cast.marco, cast.artist)
    assert change_role(editor.pk, Role.VIEWER, actor=marco).role == Role.VIEWER
    for target, role in ((editor, Role.OWNER), (member(cast.ayla, cast.artist), Role.VIEWER)):
        with pytest.raises(Denied) as refusal:
            change_role(target.pk, role, actor=marco)
        assert refusal.value.code == "only_an_owner"
    with pytest.raises(Denied) as refusal:
        remove_member(member(cast.ayla, cast.artist).pk, actor=marco)
    assert refusal.value.code == "only_an_owner"
    assert Entry.objects.get(type="member.role_changed").data == {"from": "editor", "to": "viewer"}


def test_a_viewer_changes_nobody(cast: Cast) -> None:
    join(cast.fay, cast.artist, Role.VIEWER)
    fay = acting(cast.fay, cast.artist)
    for act in (
        lambda: change_role(member(cast.marco, cast.artist).pk, Role.VIEWER, actor=fay),
        lambda: remove_member(member(cast.marco, cast.artist).pk, actor=fay),
    ):
        with pytest.raises(Denied) as refusal:
            act()
        assert refusal.value.code == "no_permission"


def test_making_an_owner_of_an_artists_team_asks_for_a_fresh_sign_in(cast: Cast) -> None:
    marco = member(cast.marco, cast.artist)
    with pytest.raises(Denied) as refusal:
        change_role(marco.pk, Role.OWNER, actor=acting(cast.ayla, cast.artist, fresh=False))
    assert refusal.value.code == "fresh_sign_in"
    assert change_role(marco.pk, Role.OWNER, actor=acting(cast.ayla, cast.artist)).role == Role.OWNER


def test_the_last_owner_can_neither_leave_nor_step_down(cast: Cast) -> None:
    ayla = acting(cast.ayla, cast.artist)
    for act in (
        lambda: leave(actor=ayla),
        lambda: change_role(member(cast.ayla, cast.artist).pk, Role.MANAGER, actor=ayla),
    ):
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "last_owner"
    change_role(member(cast.marco, cast.artist).pk, Role.OWNER, actor=ayla)
    leave(actor=ayla)
    assert not Membership.objects.filter(team=cast.artist, person=cast.ayla).exists()
    assert Entry.objects.get(type="member.left").subject_id == str(cast.ayla.pk)


def test_a_removed_member_is_out_at_once(cast: Cast) -> None:
    remove_member(member(cast.marco, cast.artist).pk, actor=acting(cast.ayla, cast.artist))
    with pytest.raises(AssertionError):
        acting(cast.marco, cast.artist)
    assert Entry.objects.get(type="member.removed").data == {"role": "manager"}


def test_a_member_of_another_team_is_out_of_reach(cast: Cast) -> None:
    with pytest.raises(Conflict) as refusal:
        remove_member(member(cast.dana, cast.label).pk, actor=acting(cast.ayla, cast.artist))
    assert refusal.value.code == "gone"


def test_one_leaves_and_does_not_remove_oneself(cast: Cast) -> None:
    with pytest.raises(Invalid):
        remove_member(member(cast.ayla, cast.artist).pk, actor=acting(cast.ayla, cast.artist))
    leave(actor=acting(cast.marco, cast.artist))
    with pytest.raises(Conflict):
        leave(actor=acting_before(cast))


def acting_before(cast: Cast) -> Actor:
    """An actor worked out before the person left, as a slow second press has it."""
    join(cast.marco, cast.artist, Role.MANAGER)
    before = acting(cast.marco, cast.artist)
    Membership.objects.filter(team=cast.artist, person=cast.marco).delete()
    return before


def test_nobody_starts_teams_without_end(cast: Cast) -> None:
    for number in range(20):
        create_team(TeamKind.LABEL, f"Label {number}", person_id=cast.fay.pk)
    with pytest.raises(Conflict) as refusal:
        create_team(TeamKind.LABEL, "One more", person_id=cast.fay.pk)
    assert refusal.value.code == "too_many_today"
