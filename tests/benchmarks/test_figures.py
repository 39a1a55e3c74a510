"""What a benchmark prints can be counted on."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.figures import Figure, middle
from benchmarks.load import ask, drive, request


def test_a_figure_is_one_line_with_its_ratio_and_whether_its_aim_is_met() -> None:
    line = Figure("check.batch", "checks/s", 60.0, 100.0, ">= 0.50").as_line()
    assert "\n" not in line
    figure = json.loads(line)
    assert list(figure) == ["name", "unit", "value", "floor", "ratio", "aim", "met", "machine"]
    assert (figure["ratio"], figure["met"]) == (0.6, True)


@pytest.mark.parametrize(("aim", "met"), [("", None), (">= 0.70", False), ("<= 0.70", True)])
def test_an_aim_may_be_missing_missed_or_met(aim: str, met: bool | None) -> None:
    assert Figure("one", "ms", 6.0, 10.0, aim).met is met


def test_the_round_with_the_median_ratio_counts() -> None:
    assert middle([(10, 100), (60, 100), (9, 10)]) == (60, 100)


@contextmanager
def serving(answer: bytes) -> Iterator[int]:
    """A server that gives each request this answer, in two pieces."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(65536):
                self.request.sendall(answer[:30])
                self.request.sendall(answer[30:])

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_the_load_is_counted_by_complete_answers() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nhello"
    with serving(answer) as port:
        assert ask(port, request("/")) == b"hello"
        load = drive(port, [request("/"), request("/", body=b"{}")], seconds=0.2)
    assert load.requests > 10
    assert load.p50_ms <= load.p99_ms
    assert load.rate == load.requests / load.seconds


def test_a_refusal_ends_the_measuring() -> None:
    refusal = b"HTTP/1.1 422 Unprocessable Entity\r\nContent-Length: 0\r\n\r\n"
    with serving(refusal) as port, pytest.raises(RuntimeError, match="422"):
        drive(port, [request("/")], seconds=0.2)
