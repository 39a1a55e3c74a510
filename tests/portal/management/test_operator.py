"""The one way to an operator team."""

import pytest
from django.core.management import CommandError, call_command

from artists.access import TeamKind
from artists.teams.models import Team
from tests.cast import Cast


def test_somebody_with_an_account_becomes_an_operator(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("operator", "FAY@demo.test", name="Night shift")
    team = Team.objects.get(slug="night-shift")
    assert team.team_kind is TeamKind.OPERATOR
    assert team.memberships.get().person == cast.fay
    assert "/t/night-shift/" in capsys.readouterr().out


def test_nobody_else_does(cast: Cast) -> None:
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("operator", "typo@demo.test")
    with pytest.raises(CommandError, match="needs a name"):
        call_command("operator", "fay@demo.test", name=" ")
