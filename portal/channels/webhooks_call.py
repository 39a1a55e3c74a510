"""One call of a receiver that we do not trust: where it leads, how long it takes, what it says.

The name is looked up once. Every address it leads to must be public (`artists.webhooks.guard`), and the connection goes
to one of those very addresses, so that a name that leads elsewhere a moment later changes nothing. TLS and the Host
header keep the name. One clock runs over everything, from the look-up to the answer's last byte: a receiver that sends
a byte now and then is cut off like one that sends none. Of the answer a few kilobytes are read.

httpcore does the HTTP. It follows no redirect, knows no proxy, unpacks nothing and keeps no cookies.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LookupTimeout
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpcore

from artists.access import Invalid
from artists.webhooks.guard import check_url, is_public

MOST_READ = 4096
_CONNECT_SECONDS = 5.0  # for each address of a name
_LOOKUPS = ThreadPoolExecutor(16, thread_name_prefix="lookup")

Resolve = Callable[[str, int], list[tuple[Any, ...]]]


def look_up(host: str, port: int) -> list[tuple[Any, ...]]:
    """What the system's resolver says, /etc/hosts included."""
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


@cache
def public_tls() -> ssl.SSLContext:
    """Certificates are checked against the system's authorities and certifi's."""
    return httpcore.default_ssl_context()


@dataclass(frozen=True)
class Network:
    """How a call is made: within how many seconds, and whether this machine itself may be called (tests, the demo)."""

    seconds: float
    loopback: bool = False
    resolve: Resolve = look_up
    tls: ssl.SSLContext = field(default_factory=public_tls)


@dataclass
class Answer:
    """What came back. `problem` says in a sentence why it is not a success; empty for a status of 2xx."""

    status: int | None = None
    address: str = ""
    text: str = ""
    problem: str = ""


class Refused(Exception):
    """We do not call this, or could not; the message is a sentence."""


def post(url: str, headers: Mapping[str, str], body: bytes, network: Network) -> Answer:
    """Post once, whatever comes. Nothing a receiver does raises."""
    answer = Answer()
    guarded = _Guarded(network, answer)
    try:
        checked = check_url(url, loopback=network.loopback)
        with (
            httpcore.ConnectionPool(ssl_context=network.tls, network_backend=guarded, max_connections=1) as pool,
            pool.stream("POST", checked, headers=[*_OURS, *headers.items()], content=body) as response,
        ):
            answer.status = response.status
            answer.text = _first_bytes(response.iter_stream())
    except Invalid as refusal:
        answer.problem = refusal.sentence
    except Refused as refusal:
        answer.problem = str(refusal)
    except (httpcore.TimeoutException, LookupTimeout):
        answer.problem = f"There was no whole answer within {network.seconds:g} seconds."
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError, UnicodeError, ValueError) as error:
        answer.problem = _sentence(error)
    if answer.status is not None:
        # The status is what counts: what comes after it may be cut off, too long or no HTTP at all.
        answer.problem = _about_status(answer.status)
    return answer


_OURS = (("Content-Type", "application/json"), ("Accept-Encoding", "identity"), ("Connection", "close"))


def _first_bytes(stream: Iterable[bytes]) -> str:
    read = b""
    try:
        for piece in stream:
            read += piece
            if len(read) >= MOST_READ:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError):
        pass  # what has come is all there is to show
    return read[:MOST_READ].decode("utf-8", "replace")


def _about_status(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if status == 410:
        return "It answered 410: gone for good."
    if 300 <= status < 400:
        return f"It answered {status}, a redirect. We follow none: enter the address where it leads."
    return f"It answered {status}; only 200 to 299 counts as received."


def _sentence(error: Exception) -> str:
    inner = error.__cause__ or error.__context__ or error
    if isinstance(inner, ssl.SSLCertVerificationError):
        return f"Its TLS certificate was not accepted: {inner.verify_message}."
    if isinstance(inner, ssl.SSLError):
        return f"No TLS connection came about: {inner.reason or inner}."
    if isinstance(error, httpcore.ProtocolError):
        return f"What it answered is not HTTP ({str(error).rstrip('.')})."
    if isinstance(error, httpcore.ReadError | httpcore.WriteError):
        return "It broke the connection off."
    what = inner.strerror if isinstance(inner, OSError) and inner.strerror else str(error)
    return f"No connection came about: {what}."


class _Clock:
    """What is left of the time for a whole call."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("The time for this call is over.")
        return left


class _Guarded(httpcore.NetworkBackend):
    """Connects to public addresses only, and to none that was not looked at."""

    def __init__(self, network: Network, answer: Answer) -> None:
        self._network = network
        self._answer = answer
        self._clock = _Clock(network.seconds)
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Look the name up, judge every address, and connect to the first that answers."""
        problem: Exception = Refused(f"The name {host} leads nowhere.")
        for address in self._addresses(host, port):
            self._answer.address = address
            try:
                stream = self._sockets.connect_tcp(address, port, min(_CONNECT_SECONDS, self._clock.left()))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _Timed(stream, self._clock)
        raise problem

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Never."""
        raise Refused("Only the internet is called.")

    def sleep(self, seconds: float) -> None:
        """Never: we do our own retrying."""
        raise Refused("A call is made once.")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = _LOOKUPS.submit(self._network.resolve, host, port).result(self._clock.left())
        except socket.gaierror:
            raise Refused(f"The name {host} was not found.") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            # One bad address spoils the name: it leads inside by mistake or on purpose, and both are for its owner.
            if not is_public(address, loopback=self._network.loopback):
                self._answer.address = address
                raise Refused(f"{host} leads to {address}, which is inside a network. It was not called.")
        return addresses


class _Timed(httpcore.NetworkStream):
    """A connection whose every wait is bounded by what is left for the whole call."""

    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream it stands for."""
        return self._stream.read(max_bytes, self._clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream it stands for."""
        self._stream.write(buffer, self._clock.left())

    def close(self) -> None:
        """As the stream it stands for."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """TLS with the name that was asked for, not the address."""
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._clock.left()), self._clock)

    def get_extra_info(self, info: str) -> Any:
        """As the stream it stands for."""
        return self._stream.get_extra_info(info)
