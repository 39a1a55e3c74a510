"""What a person hears of their own way in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from artists.journal import outbox
from artists.journal.models import Message
from artists.notices.models import Delivery, Notice, Settings
from portal.channels.devices import device_name
from tests.cast import PASSWORD, Cast

FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:{}) Gecko/20100101 Firefox/{}"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def ayla(cast: Cast) -> str:
    """Ayla, who joined long ago."""
    cast.ayla.joined_at = timezone.now() - timedelta(days=90)
    cast.ayla.save()
    return cast.ayla.email


def sign_in(email: str, agent: str) -> Client:
    """By password, with that browser."""
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    outbox.drain()
    return client


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX.format("140.0", "140.0"), "Firefox on a Mac"),
        (CHROME, "Chrome on Linux"),
        (IPHONE, "Safari on an iPhone"),
        ("curl/8", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_a_new_device_is_told_once_and_mailed(ayla: str) -> None:
    sign_in(ayla, FIREFOX.format("140.0", "140.0"))
    sign_in(ayla, FIREFOX.format("141.0", "141.0"))
    assert [notice.title for notice in Notice.objects.all()] == ["New sign-in from Firefox on a Mac"]
    assert [letter.subject for letter in mail.outbox] == ["New sign-in from Firefox on a Mac"]
    sign_in(ayla, CHROME)
    assert Notice.objects.count() == 2


def test_the_device_one_joins_on_is_no_news(cast: Cast) -> None:
    sign_in(cast.fay.email, CHROME)
    assert not Notice.objects.exists()


def test_a_changed_password_is_shown_here_and_mailed_once(ayla: str) -> None:
    client = sign_in(ayla, CHROME)
    mail.outbox.clear()
    new = "a much longer sentence"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    outbox.drain()
    notice = Notice.objects.get(kind="account.changed")
    assert notice.title == "Your password was changed"
    assert set(Delivery.objects.filter(notice=notice).values_list("channel", flat=True)) == {"here"}
    assert len(mail.outbox) == 1


def test_a_message_carried_out_twice_tells_once(ayla: str) -> None:
    sign_in(ayla, CHROME)
    Message.objects.update(done_at=None)
    outbox.drain()
    assert Notice.objects.get().count == 1


def test_no_sign_in_waits_for_the_telling(ayla: str) -> None:
    client = Client(headers={"User-Agent": CHROME})
    client.post("/accounts/login/", {"login": ayla, "password": PASSWORD})
    assert Message.objects.filter(topic="notices.security", done_at=None).count() == 1
    assert not Settings.objects.exists()
