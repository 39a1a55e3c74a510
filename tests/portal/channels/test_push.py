"""Web push, against a push service of our own: what arrives can be read with the browser's keys alone."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from artists.access import Conflict, Invalid
from artists.journal import outbox
from artists.journal.models import Message
from artists.notices import actions
from artists.notices.kinds import register
from artists.notices.models import Delivery, Notice, PushSubscription
from artists.notices.telling import Told, Words, tell_now
from portal.ops.keys import new_push_key
from portal.site.notices.worker import public_key
from tests.cast import Cast

SHOWN = register("test.shown", "A test of phones", group="requests", permission=None)
AUTH = b"sixteen bytes ok"


@dataclass
class PushService:
    """What it was sent, and what it answers."""

    port: int
    answer: int = 201
    location: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.headers.append({name.lower(): value for name, value in self.headers.items()})
            found.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(found.answer)
            if found.location:
                self.send_header("Location", found.location)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = PushService(server.server_port)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def key(settings: Settings) -> str:
    """This server has a key."""
    settings.VAPID_PRIVATE_KEY = new_push_key()
    settings.VAPID_CONTACT = "mailto:ops@demo.test"
    return str(settings.VAPID_PRIVATE_KEY)


@pytest.fixture
def reader() -> ec.EllipticCurvePrivateKey:
    """The key that the browser keeps to itself."""
    return ec.generate_private_key(ec.SECP256R1())


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def point(private: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half, as browsers give it."""
    return private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def allow(cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey, name: str = "one") -> PushSubscription:
    """A device of Ayla's."""
    return PushSubscription.objects.create(
        person=cast.ayla,
        endpoint=f"http://127.0.0.1:{service.port}/{name}",
        p256dh=encoded(point(reader)),
        auth=encoded(AUTH),
        device="Firefox on Linux",
        allowed_at=timezone.now(),
    )


def tell(cast: Cast, number: int = 1) -> Delivery:
    """Tell Ayla something, and work it off."""
    words = Words("Halcyon Audio asks", "For three tracks.")
    tell_now(Told(SHOWN, f"shown:{number}", people={cast.ayla.pk: words}), key=f"shown:{number}")
    outbox.drain()
    return Delivery.objects.get(channel="push", notice__fold_key=f"shown:{number}")


def test_only_the_browser_can_read_what_arrives(
    cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey
) -> None:
    allow(cast, service, reader)
    assert tell(cast).sent_at
    (body,) = service.bodies
    assert b"Halcyon" not in body
    said = json.loads(http_ece.decrypt(body, private_key=reader, auth_secret=AUTH))
    assert said["title"] == "Halcyon Audio asks"
    assert said["body"] == "For three tracks."
    assert said["url"].startswith("/notices/open/")
    assert PushSubscription.objects.get().heard_at


def test_what_arrives_is_signed_with_our_key(
    cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey, key: str
) -> None:
    allow(cast, service, reader)
    tell(cast)
    (headers,) = service.headers
    scheme, _, rest = headers["authorization"].partition(" ")
    token, _, ours = rest.removeprefix("t=").replace(", ", ",").partition(",k=")
    assert scheme == "vapid"
    assert ours == public_key(key)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.urlsafe_b64decode(ours + "=="))
    claims = jwt.decode(token, public, algorithms=["ES256"], audience=f"http://127.0.0.1:{service.port}")
    assert claims["sub"] == "mailto:ops@demo.test"
    assert len(headers["topic"]) <= 32


@pytest.mark.parametrize("answer", [404, 410])
def test_a_device_that_is_gone_is_forgotten(
    cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey, answer: int
) -> None:
    allow(cast, service, reader)
    service.answer = answer
    assert tell(cast).refused_at
    assert not PushSubscription.objects.exists()
    assert not Message.objects.waiting().filter(topic="notices.push").exists()


def test_a_service_that_stumbles_is_asked_again(
    cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey
) -> None:
    allow(cast, service, reader)
    service.answer = 503
    delivery = tell(cast)
    assert delivery.sent_at is None
    service.answer = 201
    Message.objects.waiting().update(due_at=timezone.now())
    outbox.drain()
    delivery.refresh_from_db()
    assert delivery.sent_at
    assert PushSubscription.objects.exists()


def test_nobody_sends_us_elsewhere(cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey) -> None:
    allow(cast, service, reader)
    service.answer, service.location = 307, f"http://127.0.0.1:{service.port}/metadata"
    assert tell(cast).sent_at is None
    assert len(service.bodies) == 1


def test_a_second_device_is_not_shown_it_twice_for_the_first(
    cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey
) -> None:
    allow(cast, service, reader)
    gone = allow(cast, service, reader, "two")
    PushSubscription.objects.filter(pk=gone.pk).update(endpoint="http://127.0.0.1:9/nothing-there")
    assert tell(cast).sent_at
    assert not Message.objects.waiting().filter(topic="notices.push").exists()


def test_without_a_key_nothing_is_sent_and_the_page_says_why(
    cast: Cast, service: PushService, reader: ec.EllipticCurvePrivateKey, settings: Settings
) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    allow(cast, service, reader)
    assert tell(cast).refused_at
    assert service.bodies == []
    client = Client()
    client.force_login(cast.ayla, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/notices/how/").content.decode()
    assert "off on this server" in page
    assert "Allow on this device" not in page


def said(endpoint: str = "https://fcm.googleapis.com/fcm/send/1") -> dict[str, str]:
    """What a browser would send us."""
    return {"endpoint": endpoint, "p256dh": "k" * 87, "auth": "a" * 22, "device": "Chrome on Linux"}


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/1",
        "https://fcm.googleapis.com.evil.test/1",
        "https://169.254.169.254/latest",
        "https://evil.test/fcm.googleapis.com",
        "https://user@localhost/",
        "javascript:alert(1)",
        "",
    ],
)
def test_we_write_to_known_push_services_only(cast: Cast, endpoint: str) -> None:
    with pytest.raises(Invalid):
        actions.allow_push(cast.ayla, **said(endpoint))


def test_a_browser_with_somebody_else_signed_in_is_theirs_now(cast: Cast) -> None:
    actions.allow_push(cast.ayla, **said())
    actions.allow_push(cast.marco, **said())
    assert PushSubscription.objects.get().person == cast.marco


def test_a_person_hears_on_ten_devices_at_most(cast: Cast) -> None:
    for number in range(10):
        actions.allow_push(cast.ayla, **said(f"https://web.push.apple.com/{number}"))
    with pytest.raises(Conflict):
        actions.allow_push(cast.ayla, **said("https://web.push.apple.com/11"))


def test_the_worker_and_the_manifest_are_served_from_the_root(cast: Cast) -> None:
    worker = Client().get("/sw.js")
    assert worker.headers["Content-Type"] == "text/javascript"
    manifest = Client().get("/manifest.webmanifest").json()
    assert manifest["start_url"] == "/home/"
    assert Notice.objects.count() == 0
