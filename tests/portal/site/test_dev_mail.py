"""The demonstration's mail can be read there, and nowhere else."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django.fixtures import Settings

LINK = "http://testserver/accounts/login/code/?a=1&b=2"


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Path:
    """A demonstration with an empty mail folder."""
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def send(subject: str, *, to: str = "ayla@demo.test", text: str = "Hello") -> None:
    """Send as the demonstration does: into a file."""
    mail = EmailMultiAlternatives(subject, text, "Soundcheck <no-reply@localhost>", [to])
    mail.attach_alternative("<p>rich</p>", "text/html")
    mail.connection = get_connection("django.core.mail.backends.filebased.EmailBackend")
    mail.send()


@pytest.mark.django_db
def test_without_mail_the_page_says_how_to_get_some(demo: Path, client: Client) -> None:
    assert "No mail yet" in client.get("/dev/mail/").content.decode()


@pytest.mark.django_db
def test_mail_is_listed_and_read_with_links_to_press(demo: Path, client: Client) -> None:
    send("Ünïcode & <b>", text=f"Olá,\n\npress {LINK} or <script>not this</script>")

    listed = client.get("/dev/mail/").content.decode()
    assert "Ünïcode &amp; &lt;b&gt;" in listed
    assert "ayla@demo.test" in listed

    key = next(demo.glob("*.log")).stem + "-0"
    read = client.get(f"/dev/mail/{key}/").content.decode()
    assert 'href="http://testserver/accounts/login/code/?a=1&amp;b=2"' in read
    assert "&lt;script&gt;" in read
    assert "rich" not in read


@pytest.mark.django_db
def test_several_messages_of_one_connection_are_apart_and_the_newest_comes_first(demo: Path, client: Client) -> None:
    with get_connection("django.core.mail.backends.filebased.EmailBackend") as connection:
        for subject in ("First", "Second"):
            EmailMultiAlternatives(subject, "Text", to=["fay@demo.test"], connection=connection).send()

    listed = client.get("/dev/mail/").content.decode()

    assert 0 < listed.index("Second") < listed.index("First")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["nothing-0", "..-0", "no-number", "x"])
def test_an_unknown_message_is_not_found(demo: Path, client: Client, key: str) -> None:
    send("One")

    assert client.get(f"/dev/mail/{key}/").status_code == 404


@pytest.mark.django_db
def test_outside_the_demonstration_there_is_no_such_page(client: Client, settings: Settings) -> None:
    assert settings.DEMO is False
    assert client.get("/dev/mail/").status_code == 404
    assert client.get("/dev/mail/x-0/").status_code == 404
