"""A registered output is evidence for a voice, while it is up and live."""

from uuid import uuid4

import pytest
from django.utils import timezone

from consent.choices.answers import Answer
from consent.decisions.voices import Evidence, ask
from consent.licences.models import Version
from consent.reports.models import Output, Part
from tests.cast import Cast
from tests.consent.decisions.scenes import answer

pytestmark = pytest.mark.django_db


def registered(cast: Cast, *, test: bool = False) -> Output:
    """Something that Halcyon made in Ayla's voice, under its licence."""
    answer(cast, cast.voice, "sing", Answer.ON)
    now = timezone.now()
    output = Output.objects.create(
        partner=cast.partner, test=test, reference=str(uuid4()), title="Hymn", kind="audio", contains_ai="Partly",
        sha256="0" * 64, made_at=now, registered_at=now,
    )  # fmt: skip
    version = Version.objects.filter(licence__partner=cast.partner).order_by("-pk")[0]
    Part.objects.create(output=output, asset_id=cast.voice.pk, use="sing", version=version)
    return output


def test_an_output_that_is_up_says_yes_and_what_to_compare(cast: Cast) -> None:
    found = ask(cast.ayla_marsh, Evidence(output=registered(cast).pk))
    assert (found.licensed, found.maker, found.title, found.sha256) == ("yes", "Halcyon Audio", "Hymn", "0" * 64)


def test_one_that_was_taken_down_says_no(cast: Cast) -> None:
    output = registered(cast)
    Output.objects.filter(pk=output.pk).update(gone="partner", taken_down_at=timezone.now())
    found = ask(cast.ayla_marsh, Evidence(output=output.pk))
    assert (found.licensed, found.reasons[0].code, found.title) == ("no", "output_gone", "")


def test_one_of_a_sandbox_is_unknown(cast: Cast) -> None:
    found = ask(cast.ayla_marsh, Evidence(output=registered(cast, test=True).pk))
    assert found.reasons[0].code == "output_unknown"
