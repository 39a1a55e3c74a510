"""How one hears: the grid, the digest, quiet hours, a test."""

from datetime import time

import pytest
from django.test import Client

from artists.accounts.models import User
from artists.notices.kinds import CHOOSABLE, GROUPS, WRITTEN, Channel
from artists.notices.models import Notice, Settings
from artists.notices.selectors import grid
from tests.cast import Cast


@pytest.fixture
def ayla(cast: Cast) -> Client:
    """Ayla, signed in."""
    client = Client()
    client.force_login(cast.ayla, "django.contrib.auth.backends.ModelBackend")
    return client


def on(person: User) -> set[tuple[str, Channel]]:
    """What is switched on."""
    return {(line.group.code, cell.channel) for line in grid(person.pk) for cell in line.cells if cell.on}


def press(client: Client, switch: str) -> str:
    """Press a switch, and read the page."""
    answer = client.post("/notices/how/switch/", {"switch": switch}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_switch_changes_one_cell(cast: Cast, ayla: Client) -> None:
    before = on(cast.ayla)
    press(ayla, "requests:email:off")
    assert before - on(cast.ayla) == {("requests", Channel.EMAIL)}
    press(ayla, "requests:email:off")
    press(ayla, "requests:email:on")
    assert on(cast.ayla) == before


def test_the_last_way_to_the_mailbox_does_not_go_off_and_the_page_says_why(cast: Cast, ayla: Client) -> None:
    assert "always reaches your mailbox. Switch on the digest first" in press(ayla, "security:email:off")
    assert ("security", Channel.EMAIL) in on(cast.ayla)
    press(ayla, "security:digest:on")
    press(ayla, "security:email:off")
    assert {channel for group, channel in on(cast.ayla) if group == "security"} == {Channel.DIGEST, Channel.PUSH}


def test_one_press_for_a_whole_channel_leaves_what_must_stay(cast: Cast, ayla: Client) -> None:
    for channel in CHOOSABLE:
        press(ayla, f"all:{channel}:off")
    left = on(cast.ayla)
    assert {group for group, _ in left} == {group.code for group in GROUPS.values() if group.mandatory}
    assert {channel for _, channel in left} <= WRITTEN
    press(ayla, "all:push:on")
    assert {group for group, channel in on(cast.ayla) if channel is Channel.PUSH} == set(GROUPS)


@pytest.mark.parametrize("rubbish", ["", "x", "requests", "requests:fax:on", "nothing:email:off", "requests:here:off"])
def test_rubbish_changes_nothing(cast: Cast, ayla: Client, rubbish: str) -> None:
    before = on(cast.ayla)
    assert ayla.post("/notices/how/switch/", {"switch": rubbish}).status_code == 422
    assert on(cast.ayla) == before


def test_with_htmx_the_grid_alone_comes_back(cast: Cast, ayla: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#grid"}
    answer = ayla.post("/notices/how/switch/", {"switch": "security:email:off"}, headers=headers)
    html = answer.content.decode()
    assert "<html" not in html
    assert 'id="requests-email"' in html
    assert "always reaches your mailbox" in html


def test_the_digest_is_set(cast: Cast, ayla: Client) -> None:
    ayla.post("/notices/how/digest/", {"digest-digest": "weekly", "digest-weekday": "4", "digest-at": "18:15"})
    row = Settings.objects.get(person=cast.ayla)
    assert (row.digest, row.digest_weekday, row.digest_time) == ("weekly", 4, time(18, 15))


@pytest.mark.parametrize(
    "rubbish",
    [
        {},
        {"digest-digest": "hourly", "digest-weekday": "0", "digest-at": "8:00"},
        {"digest-digest": "daily", "digest-weekday": "9", "digest-at": "8:00"},
        {"digest-digest": "daily", "digest-weekday": "0", "digest-at": "25:00"},
    ],
)
def test_a_digest_that_makes_no_sense_is_refused(cast: Cast, ayla: Client, rubbish: dict[str, str]) -> None:
    assert ayla.post("/notices/how/digest/", rubbish).status_code == 422
    assert not Settings.objects.exists()


def test_quiet_hours_are_set_and_drawn(cast: Cast, ayla: Client) -> None:
    said = {"quiet-quiet": "on", "quiet-since": "22:00", "quiet-until": "07:00", "quiet-wake": "on"}
    html = ayla.post("/notices/how/quiet/", said, follow=True).content.decode()
    assert "Quiet from 22:00 to 07:00." in html
    assert html.count('class="day-bar-quiet"') == 2


def test_quiet_hours_that_never_end_are_refused(cast: Cast, ayla: Client) -> None:
    said = {"quiet-quiet": "on", "quiet-since": "22:00", "quiet-until": "22:00"}
    answer = ayla.post("/notices/how/quiet/", said)
    assert answer.status_code == 422
    assert "a beginning and an end that differ" in answer.content.decode()


def test_a_test_comes_once_a_minute(cast: Cast, ayla: Client) -> None:
    ayla.post("/notices/how/test/")
    ayla.post("/notices/how/test/")
    assert Notice.objects.get(person=cast.ayla).title == "This is your test"
    assert Notice.objects.get().count == 1
