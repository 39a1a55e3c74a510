"""Something a fan made, from all sides: its page, reporting it, the holder's pages, the operator's. Fit for everybody;
and an artist stops an experience in two taps on her phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from consent.claims.models import Claim
from consent.experiences import words
from consent.experiences.models import Experience
from consent.making import banning, featuring
from consent.making.models import File
from portal.claim_links import path_of
from tests import cast as cast_module
from tests.browser.conftest import OpenPage
from tests.cast import Cast, acting
from tests.support.browser import assert_fit, sign_in
from tests.support.claiming import a_making, an_output, claimed, stranger
from tests.support.reporting import open_track
from tests.support.sounding import sound


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return cast_module.cast()


def fit(page: Page, path: str) -> None:
    """The page answers, and is fit for everybody."""
    page.goto(path)
    assert_fit(page)


def test_what_was_made_and_what_holders_do_about_it(open_page: OpenPage, people: Cast) -> None:
    track = open_track(people)
    outputs = [an_output(people, f"o-{n}", asset=track) for n in range(3)]
    makings = [a_making(people, one, asset=track) for one in outputs]
    for making in makings:
        File.objects.create(making=making, role="mix", sound=sound())
    ayla = acting(people.ayla, people.artist)
    featuring.feature(makings[0], actor=ayla)
    banning.ban(makings[1], "month", "Mocking.", actor=ayla)
    words.add("taxes", actor=ayla)
    silent = claimed(outputs[2])
    wrong = claimed(outputs[0], "label", fan=stranger(1))
    experience = Experience.objects.get()

    page = open_page()
    fit(page, reverse("fans:made", args=[outputs[0].pk]))
    fit(page, reverse("fans:made", args=[outputs[2].pk]))
    fit(page, reverse("fans:report", args=[outputs[0].pk]))
    fit(page, path_of(silent))
    fit(page, reverse("fans:artist", args=["ayla-marsh"]))

    olu = open_page()
    sign_in(olu, people.olu)
    fit(olu, reverse("site:claims", args=[people.operator.slug]))
    fit(olu, reverse("site:claim", args=[people.operator.slug, wrong.pk]))

    phone = open_page()
    sign_in(phone, people.ayla)
    slug = people.artist.slug
    for name, more in (
        ("experiences", ()), ("experience", (experience.pk,)), ("experience_end", (experience.pk,)),
        ("experience_narrow", (experience.pk,)), ("experience_words", ()), ("experience_bans", ()),
        ("experience_down", (experience.pk, makings[0].pk)), ("experience_ban", (experience.pk, makings[0].pk)),
    ):  # fmt: skip
        fit(phone, reverse(f"site:{name}", args=[slug, *more]))

    assert Claim.objects.count() == 2
    in_two_taps(phone, reverse("site:experience", args=[slug, experience.pk]))


def in_two_taps(phone: Page, there: str) -> None:
    """Paused, and undone."""
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(there)
    phone.get_by_role("link", name="Pause").click()
    phone.get_by_role("button", name="Pause it now").click()
    expect(phone.get_by_text("is paused. Nothing new is made.")).to_be_visible()
    assert Experience.objects.get().state == "paused"
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("goes on.")).to_be_visible()
    assert Experience.objects.get().state == "live"
