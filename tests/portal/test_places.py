"""Every place leads somewhere."""

import pytest
from django.urls import NoReverseMatch, Resolver404, resolve

from artists.notices.models import Notice
from portal import places
from tests.cast import Cast

AN_ID = "0199aaaa-0000-7000-8000-000000000000"


@pytest.mark.parametrize("name", sorted(places.NAMES))
def test_a_place_is_an_address_of_ours(cast: Cast, name: str) -> None:
    for place_id in (AN_ID, "1", "", "a-team/1"):
        try:
            found = places.address_of(Notice(person=cast.ayla, team=cast.artist, place=name, place_id=place_id))
        except NoReverseMatch:
            continue  # this kind of id is not this place's
        try:
            resolve(found)
        except Resolver404:
            pytest.fail(f"{name} leads to {found}, which is no page")
        return
    pytest.fail(f"{name} takes no id we know")


def test_a_place_that_nobody_knows_leads_nowhere(cast: Cast) -> None:
    assert places.address_of(Notice(person=cast.ayla, team=cast.artist, place="gone")) == ""
