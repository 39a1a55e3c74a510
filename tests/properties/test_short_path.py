"""The short path and Django's own way answer every request in the same bytes, whatever is sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import orjson
import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.choices.answers import Answer, Limits
from consent.choices.pauses import pause_all
from consent.uses import USES
from portal.api import shortpath_database
from portal.api.metering import meter
from portal.api.shortpath import ShortPath
from tests import cast as cast_module
from tests.cast import acting, song_of, track
from tests.consent.decisions.scenes import answer
from tests.portal.api.conftest import oauth_client, token_response
from tests.support.licences import MODEL
from tests.support.wsgi import asked, put

pytestmark = pytest.mark.django_db(transaction=True)
ODD = ["", " ", "null", "NULL", '"', "\\", "{}", "a,b", "ü", "\u2028", "x" * 300, "0", "[]"]


@dataclass
class Both:
    """The two ways, and which requests the short one answered itself."""

    tokens: list[str]
    ids: list[str]
    isrcs: list[str]
    taken: set[bool] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.slow = get_wsgi_application()
        self.short = ShortPath(self._handed_on)
        self._handed = False

    def _handed_on(self, environ: Any, start_response: Any) -> Any:
        self._handed = True
        return self.slow(environ, start_response)

    def agree(self, environ: dict[str, Any]) -> None:
        """Both say the same."""
        self._handed = False
        meter.forget()  # or the second would have one less left
        shortly = put(self.short, environ)
        meter.forget()
        assert shortly == put(self.slow, environ)
        self.taken.add(not self._handed)


@pytest.fixture
def both() -> Iterator[Both]:
    people = cast_module.cast()
    tracks = []
    for number, (use, given_answer, limits) in enumerate(
        [
            ("remix", Answer.ON, Limits()),
            ("remix", Answer.ASK, Limits()),
            ("cover", Answer.ON, Limits(territories=("DE", "AT"))),
            ("discover", Answer.ON, Limits(until=timezone.now() + timedelta(seconds=30))),
            ("train", Answer.ON, Limits(partners=(people.partner.pk,))),
            ("analyse", Answer.OFF, Limits()),
        ]
    ):
        one = track(f"Näid „{number}“", people.ayla_marsh, performer=people.artist, publishing=(people.artist,))
        one.isrc = f"QZS7T250001{number}"
        one.save()
        answer(people, one, use, given_answer, limits)
        tracks.append(one)
    paused = track("Sol", people.ayla_marsh, performer=people.other_artist, publishing=(people.other_artist,))
    pause_all(actor=acting(people.stranger, people.other_artist))
    answer(people, people.voice, "sing", Answer.ON)
    assets = [*tracks, paused, song_of(tracks[0]), people.voice, people.likeness]
    ids = [str(one.pk) for one in assets] + [str(UUID(int=7)), str(people.ayla_marsh.pk)]
    oauth_client(people.partner)
    oauth_client(None, "stray")
    tokens = [token_response(one).json()["access_token"] for one in ("halcyon", "stray")]
    yield Both(tokens, ids, [one.isrc for one in tracks])
    shortpath_database.close()


def odd(*fine: Any) -> st.SearchStrategy[Any]:
    """Mostly what is fine, now and then something else."""
    return st.one_of(st.sampled_from(fine), st.sampled_from(fine), st.sampled_from(fine), st.sampled_from(ODD))


def questions(both: Both) -> st.SearchStrategy[dict[str, Any]]:
    """A question, mostly a good one."""
    spelt = [*both.ids, both.ids[0].upper(), both.ids[0].replace("-", ""), "{" + both.ids[0] + "}"]
    good = st.fixed_dictionaries(
        {"use": odd(*USES, "hum", "null")},
        optional={
            "territory": odd("DE", "AT", "US", "de", "XX"),
            "model": st.one_of(odd(MODEL.label, 'a "b" \\ {c}, d'), st.text(max_size=9)),
        },
    )
    name = st.one_of(
        st.fixed_dictionaries({"asset": odd(*both.ids)}),
        st.fixed_dictionaries({"isrc": odd(*both.isrcs, both.isrcs[0].lower(), "QZS7T2599999")}),
        st.fixed_dictionaries({"artist": odd(*both.ids)}),
        st.fixed_dictionaries(
            {}, optional={"asset": odd(*spelt), "isrc": odd(*both.isrcs), "iswc": odd("T0345246801"),
                          "artist": odd(*spelt), "experience": odd(*both.ids), "time": odd("2026-12-24T18:00:00Z"),
                          "more": st.just("1")},
        ),
    )  # fmt: skip
    return st.builds(lambda one, named: {**one, **named}, good, name)


def values() -> st.SearchStrategy[Any]:
    """Of any type."""
    return st.one_of(
        st.none(), st.integers(-9, 9), st.booleans(), st.text(max_size=5), st.lists(st.integers(), max_size=2)
    )


def around(both: Both) -> st.SearchStrategy[dict[str, Any]]:
    """What else is in the request: most often nothing unusual."""
    return st.one_of(
        st.just({}),
        st.just({}),
        st.sampled_from(
            [
                {"HTTP_ACCEPT": "application/json"}, {"HTTP_ACCEPT": "text/html, */*;q=0.1"},
                {"HTTP_ACCEPT": "text/html"}, {"HTTP_COOKIE": "a=b"}, {"HTTP_HOST": "elsewhere.example"},
                {"HTTP_HOST": "LOCALHOST:80"}, {"HTTP_HOST": None}, {"HTTP_AUTHORIZATION": None},
                {"HTTP_AUTHORIZATION": "Basic abc"}, {"HTTP_AUTHORIZATION": f"bearer  {both.tokens[0]} "},
                {"HTTP_AUTHORIZATION": "Bearer nobodys"}, {"HTTP_AUTHORIZATION": f"Bearer {both.tokens[1]}"},
                {"wsgi.url_scheme": "https"}, {"REQUEST_METHOD": "HEAD"}, {"REQUEST_METHOD": "PUT"},
                {"CONTENT_TYPE": "application/json; charset=utf-8"}, {"CONTENT_TYPE": "text/plain"},
                {"CONTENT_LENGTH": "7"}, {"CONTENT_LENGTH": ""}, {"QUERY_STRING": "a=b"}, {"SCRIPT_NAME": "/x"},
                {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_USER_AGENT": "x"}, {"HTTP_HX_REQUEST": "true"},
                {"PATH_INFO": "/api/v1/checks/"}, {"PATH_INFO": "/api/v1/uses"},
            ]
        ),
    )  # fmt: skip


@st.composite
def queries(draw: st.DrawFn, both: Both) -> str:
    """A query string, mostly a good one."""
    text = urlencode(draw(questions(both)), quote_via=quote)
    more = ["&", "&&", "&use", "&model=%ff", "&=", ";a=1", "#", "&model=\xfc"]
    match draw(st.integers(0, 9)):
        case 0:
            return text.replace("%20", "+")
        case 1:
            return text + "&" + urlencode(draw(questions(both)))
        case 2:
            return text + draw(st.sampled_from(more))
        case 3:
            return draw(st.text(st.characters(max_codepoint=255), max_size=20))
        case _:
            return text


@st.composite
def bodies(draw: st.DrawFn, both: Both) -> bytes:
    """A batch, mostly a good one."""
    several: list[Any] = draw(st.lists(questions(both), min_size=1, max_size=5))
    batch: Any = {"questions": several}
    match draw(st.integers(0, 9)):
        case 0:
            one = several[-1]
            one |= draw(st.dictionaries(st.sampled_from([*one, "permit"]), values(), max_size=2))
        case 1:
            batch = draw(st.sampled_from([several, {"questions": []}, batch | {"a": 1}, None, 7]))
        case 2:
            several.append(draw(values()))
        case 3:
            return orjson.dumps(batch) + draw(st.sampled_from([b" ", b"}", b"\xff", b"\x00"]))
        case 4:
            return draw(st.binary(max_size=20))
    return orjson.dumps(batch)


def test_both_ways_say_the_same_in_the_same_bytes(both: Both) -> None:
    token = both.tokens[0]

    @settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(queries(both), st.none() | bodies(both), around(both))
    def try_one(query: str, body: bytes | None, more: dict[str, Any]) -> None:
        both.agree(asked("" if body is not None else query, token=token, body=body, **more))

    with time_machine.travel(timezone.now(), tick=False):
        both.agree(asked(f"use=remix&asset={both.ids[0]}", token=token))
        both.agree(asked(token=token, body=b'{"questions":[{"use":"remix","isrc":"QZS7T2500010"}]}'))
        both.agree(asked(f"use=remix&asset={both.ids[0]}", token=token, **{"wsgi.url_scheme": "https"}))
        try_one()
    assert both.taken == {True, False}
