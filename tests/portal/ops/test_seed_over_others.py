"""Sowing where somebody has been before."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from consent.licences.models import Licence
from portal.ops.seeding.answers import sow_answers, sow_defaults
from portal.ops.seeding.catalogue import sow_catalogue
from portal.ops.seeding.world import sow_world

pytestmark = pytest.mark.django_db


def test_an_older_demonstration_gets_the_deals_too(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    world = sow_world()
    sow_defaults(world)
    sow_catalogue(world)
    sow_answers(world)

    call_command("seed", stdout=StringIO())

    assert Licence.objects.filter(state="signed").count() >= 3


def test_a_demonstration_that_somebody_has_changed_starts_without_deals(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    sow_world()
    said = StringIO()

    call_command("seed", stdout=said)

    assert "make demo-reset" in said.getvalue()
    assert not Licence.objects.exists()
