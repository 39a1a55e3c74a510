"""The sandbox's snapshot says what the sandbox's check says, and hears what a test artist is made to say."""

from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from consent.choices.answers import Answer
from consent.decisions.checks import Question
from consent.sandbox.actions import say
from consent.sandbox.answers import check
from consent.sandbox.assets import ASSETS, AYLA, MODEL, named
from consent.snapshots.building import build
from consent.snapshots.models import Snapshot
from consent.uses import USES
from tests.cast import Cast, acting
from tests.support.snapshot_reader import reader, refresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("snapshot_files")]


def read(cast: Cast) -> tuple[Any, Snapshot]:
    """The test snapshot, read as the documentation has it but for taking a test one."""
    snapshot = build(cast.partner.pk, test=True)
    assert snapshot is not None
    return refresh(reader(cast.partner.slug, test=True), snapshot), snapshot


def test_it_says_what_the_test_check_says(cast: Cast) -> None:
    found, snapshot = read(cast)
    yes = 0
    for asset, use in product(ASSETS, USES):
        for place, model in product((None, "DE", "FR", "JP"), (None, MODEL, "Other 1")):
            [verdict] = check([Question(use, asset, territory=place, model=model)], partner_team_id=cast.partner.pk)
            said = found.allows(str(asset), use, snapshot.right_at, place, model)
            assert (said is not None) == (verdict.answer == "allow"), (asset, use, place, model)
            yes += said is not None
            assert not said or set(said) <= set(found.licences)
    assert yes > 50


def test_it_hears_what_a_test_artist_is_made_to_say(cast: Cast) -> None:
    track = str(named("yes").id)
    assert read(cast)[0].allows(track, "remix", timezone.now()) is not None
    say(AYLA, Answer.OFF, actor=acting(cast.rin, cast.partner))
    assert read(cast)[0].allows(track, "remix", timezone.now()) is None
