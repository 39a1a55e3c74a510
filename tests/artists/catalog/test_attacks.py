"""Ways around the holders that somebody might try through the catalogue."""

from dataclasses import replace

import pytest

from artists.access import Denied, Invalid, Permission
from artists.catalog import rights
from artists.catalog.models import Holding, Right
from tests.cast import Cast, acting, track


def test_a_partner_is_never_named_as_a_holder_and_so_reads_no_answers(cast: Cast) -> None:
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    for team in (cast.partner, cast.operator):
        with pytest.raises(Invalid, match="not a team that can hold a right"):
            rights.add_holder(own, team, Right.MASTER, actor=acting(cast.ayla, cast.artist), share_bp=None)
        assert not Holding.objects.filter(team=team).exists()


@pytest.mark.parametrize("missing", [Permission.CHOOSE, Permission.CHANGE_MONEY])
def test_giving_up_a_right_opens_something_and_its_money_goes_elsewhere(cast: Cast, missing: Permission) -> None:
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    ayla = acting(cast.ayla, cast.artist)
    clerk = replace(ayla, permissions=ayla.permissions - {missing})
    with pytest.raises(Denied):
        rights.give_up(own, Right.PERFORMER, actor=clerk)
    assert Holding.objects.filter(asset=own, team=cast.artist).exists()
