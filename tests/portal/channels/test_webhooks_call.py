"""A call survives every receiver, ends in time, and reaches nothing inside."""

import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest

from portal.channels.webhooks_call import MOST_READ, Answer, Network, post
from tests.support.certificates import contexts
from tests.support.receivers import answers, drips, endless, receiver, says, tarpit

HOST = "hooks.example.com"


def leads_to(*addresses: str) -> Any:
    """A resolver that says these addresses for every name, and counts how often it was asked."""

    def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
        resolve.asked += 1  # type: ignore[attr-defined]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    resolve.asked = 0  # type: ignore[attr-defined]
    return resolve


def call(url: str, *, seconds: float = 2.0, loopback: bool = True, **more: Any) -> Answer:
    """Post a small body."""
    return post(url, {"webhook-id": "msg_1"}, b'{"type":"x"}', Network(seconds, loopback=loopback, **more))


def test_a_good_receiver_gets_the_body_and_its_first_words_are_kept() -> None:
    with receiver(answers(204, b"")) as good:
        answer = call(good.url)
    assert (answer.status, answer.problem, answer.address) == (204, "", "127.0.0.1")
    [request] = good.received
    assert request.line == "POST /hook HTTP/1.1"
    assert request.body == b'{"type":"x"}'
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    ("behaviour", "status", "problem"),
    [
        (answers(500), 500, "It answered 500"),
        (answers(404), 404, "It answered 404"),
        (answers(410), 410, "gone for good"),
        (says(b""), None, "not HTTP"),
        (says(b"SSH-2.0-OpenSSH_9.2\r\n"), None, "not HTTP"),
        (says(b"HTTP/1.1 two hundred\r\n\r\n"), None, "not HTTP"),
        (says(b"\x00\xff" * 5000), None, "not HTTP"),
        (says(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000), None, "not HTTP"),
    ],
)  # fmt: skip
def test_what_is_no_success_is_said_in_a_sentence(behaviour: Any, status: int | None, problem: str) -> None:
    with receiver(behaviour) as bad:
        answer = call(bad.url)
    assert answer.status == status
    assert problem in answer.problem
    assert answer.problem.endswith(".")


def test_two_hundred_and_then_garbage_was_received_all_the_same() -> None:
    with receiver(says(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort")) as liar:
        cut_off = call(liar.url)
    with receiver(says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk")) as liar:
        garbage = call(liar.url)
    assert (cut_off.status, cut_off.problem) == (200, "")
    assert (garbage.status, garbage.problem) == (200, "")


def test_of_an_endless_answer_a_few_kilobytes_are_read() -> None:
    began = time.monotonic()
    with receiver(endless) as flood:
        answer = call(flood.url, seconds=10)
    assert time.monotonic() - began < 5
    assert answer.problem == ""
    assert len(answer.text) == MOST_READ


@pytest.mark.parametrize(
    "behaviour",
    [tarpit, drips(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 500, 0.05), drips(b"HTTP/1.1 100 Continue\r\n\r\n" * 99, 0.01)],
    ids=["says nothing", "drips its headers", "goes on and on with 100"],
)
def test_a_whole_call_has_one_clock(behaviour: Any) -> None:
    with receiver(behaviour) as slow:
        began = time.monotonic()
        answer = call(slow.url, seconds=0.5)
        took = time.monotonic() - began
    assert "no whole answer within 0.5 seconds" in answer.problem
    assert 0.4 < took < 1.5


def test_a_body_that_drips_after_a_200_does_not_hold_us_and_counts() -> None:
    with receiver(drips(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"b" * 500, 0.01)) as slow:
        began = time.monotonic()
        answer = call(slow.url, seconds=1.0)
    assert time.monotonic() - began < 2
    assert (answer.status, answer.problem) == (200, "")
    assert answer.text.startswith("b")


def test_no_redirect_is_followed_to_loopback_or_anywhere() -> None:
    with receiver() as inside, receiver(answers(302, b"", f"Location: {inside.url}")) as outside:
        answer = call(outside.url)
    assert "redirect" in answer.problem
    assert inside.received == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.7", "169.254.169.254", "100.64.1.1", "::1", "::ffff:127.0.0.1", "fe80::1%lo", "0.0.0.0"],
)
def test_a_name_that_leads_inside_is_not_called(address: str) -> None:
    with receiver() as inside:
        answer = call(f"https://{HOST}:{inside.port}/", loopback=False, resolve=leads_to(address))
    assert f"{HOST} leads to {address}, which is inside a network" in answer.problem
    assert inside.received == []


def test_one_address_inside_spoils_the_name() -> None:
    answer = call(f"https://{HOST}/", loopback=False, resolve=leads_to("93.184.215.14", "127.0.0.1"))
    assert "leads to 127.0.0.1" in answer.problem


def test_a_name_that_leads_elsewhere_a_moment_later_changes_nothing(tmp_path: Path) -> None:
    """The one look-up is the one that was judged; TLS is still asked for the name."""
    server, client = contexts(HOST, tmp_path)
    turns = [["127.0.0.1"], ["10.0.0.1"]]

    def rebinding(host: str, port: int) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in turns.pop(0)]

    with receiver(tls=server) as good:
        answer = call(f"https://{HOST}:{good.port}/x?y=1", resolve=rebinding, tls=client)
    assert answer.problem == ""
    assert answer.address == "127.0.0.1"
    assert len(turns) == 1, "asked once"
    assert good.received[0].headers["host"] == f"{HOST}:{good.port}"
    assert good.received[0].line == "POST /x?y=1 HTTP/1.1"


def test_a_certificate_of_another_name_is_not_accepted(tmp_path: Path) -> None:
    server, client = contexts("elsewhere.example.com", tmp_path)
    with receiver(tls=server) as other:
        answer = call(f"https://{HOST}:{other.port}/", resolve=leads_to("127.0.0.1"), tls=client)
    assert "certificate was not accepted" in answer.problem
    assert other.received == []


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tmp_path: Path) -> None:
    server, _ = contexts(HOST, tmp_path)
    with receiver(tls=server) as other:
        answer = call(f"https://{HOST}:{other.port}/", resolve=leads_to("127.0.0.1"), tls=ssl.create_default_context())
    assert "certificate was not accepted" in answer.problem


def test_a_server_that_speaks_no_tls_is_said_so() -> None:
    with receiver() as plain:
        answer = call(f"https://{HOST}:{plain.port}/", resolve=leads_to("127.0.0.1"))
    assert "No TLS connection" in answer.problem


def test_nobody_listening_is_said_so() -> None:
    with receiver() as closed:
        port = closed.port
    assert "No connection came about: Connection refused" in call(f"http://127.0.0.1:{port}/").problem


def test_a_name_that_nobody_knows_is_said_so() -> None:
    def unknown(host: str, port: int) -> list[tuple[Any, ...]]:
        raise socket.gaierror(-2, "Name or service not known")

    assert "was not found" in call(f"https://{HOST}/", resolve=unknown).problem
    assert "leads nowhere" in call(f"https://{HOST}/", resolve=leads_to()).problem


def test_a_resolver_that_takes_its_time_is_not_waited_for() -> None:
    def slow(host: str, port: int) -> list[tuple[Any, ...]]:
        time.sleep(1.5)
        return []

    began = time.monotonic()
    assert "no whole answer" in call(f"https://{HOST}/", seconds=0.2, resolve=slow).problem
    assert time.monotonic() - began < 1


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    with receiver() as good:
        answer = call(good.url.replace("127.0.0.1", "localhost"), resolve=leads_to("::1", "127.0.0.1"))
    assert (answer.problem, answer.address) == ("", "127.0.0.1")


def test_plain_http_to_anybody_but_this_machine_is_refused_at_the_call_too() -> None:
    resolve = leads_to("127.0.0.1")
    assert "must begin with https, so" in call(f"http://{HOST}/", resolve=resolve).problem
    assert "must begin with https, so" in call("http://127.0.0.1/", loopback=False, resolve=resolve).problem
    assert resolve.asked == 0
