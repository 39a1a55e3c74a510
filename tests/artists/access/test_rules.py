"""Who may do what: the role table, and the sentence for whoever may not."""

from datetime import UTC, datetime, timedelta

import pytest

from artists.access import (
    ROLES,
    Actor,
    Denied,
    Permission,
    Proof,
    Role,
    TeamKind,
    is_for,
    permissions_of,
    require,
    require_fresh,
    why_not,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def actor(role: Role, kind: TeamKind = TeamKind.ARTIST, proof: Proof | None = None) -> Actor:
    return Actor(1, 1, kind, permissions_of(role, kind), role, proof=proof or Proof())


def test_every_permission_is_described_and_every_role_is_in_the_table() -> None:
    assert all(permission.description for permission in Permission)
    assert set(ROLES) == set(Role)
    assert all(spec.description and Permission.VIEW in spec.permissions for spec in ROLES.values())


def test_only_an_owner_opens_a_voice_or_gives_a_mandate() -> None:
    for permission in (Permission.CHOOSE_VOICE, Permission.GIVE_MANDATE):
        assert [role for role in Role if permission in ROLES[role].permissions] == [Role.OWNER]


@pytest.mark.parametrize("kind", TeamKind)
def test_only_teams_that_hold_rights_answer_and_only_artists_answer_for_a_voice(kind: TeamKind) -> None:
    assert is_for(kind, Permission.CHOOSE) == kind.holds_rights
    assert is_for(kind, Permission.CHOOSE_VOICE) == (kind is TeamKind.ARTIST)
    assert is_for(kind, Permission.MANAGE_CLIENTS) == (kind is TeamKind.PARTNER)


def test_the_refusal_says_which_role_it_takes() -> None:
    assert why_not(actor(Role.OWNER), Permission.CHOOSE) == ""
    with pytest.raises(Denied, match="takes the role owner, manager or editor"):
        require(actor(Role.VIEWER), Permission.CHOOSE)
    with pytest.raises(Denied, match="not something a team of the kind “AI partner” does"):
        require(actor(Role.OWNER, TeamKind.PARTNER), Permission.CHOOSE)


@pytest.mark.parametrize(
    ("proof", "enough"),
    [
        (Proof(), False),
        (Proof(fresh_at=NOON - timedelta(minutes=4)), True),
        (Proof(fresh_at=NOON - timedelta(minutes=6)), False),
        (Proof(has_second_factor=True, fresh_at=NOON), False),
        (Proof(has_second_factor=True, fresh_at=NOON, second_factor_at=NOON), True),
    ],
)
def test_a_fresh_sign_in_uses_the_second_factor_where_there_is_one(proof: Proof, enough: bool) -> None:
    if enough:
        require_fresh(actor(Role.OWNER, proof=proof), now=NOON)
    else:
        with pytest.raises(Denied, match="confirm that it is you"):
            require_fresh(actor(Role.OWNER, proof=proof), now=NOON)
