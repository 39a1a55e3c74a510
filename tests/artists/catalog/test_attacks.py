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


def test_giving_up_a_right_may_open_something_so_it_takes_who_may_answer(cast: Cast) -> None:
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    ayla = acting(cast.ayla, cast.artist)
    clerk = replace(ayla, permissions=ayla.permissions - {Permission.CHOOSE})
    with pytest.raises(Denied):
        rights.give_up(own, Right.PERFORMER, actor=clerk)
    assert Holding.objects.filter(asset=own, team=cast.artist).exists()
