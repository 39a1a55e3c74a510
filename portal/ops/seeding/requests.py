"""What the demonstration's partners ask for: a Monday's inbox at the label, and three questions for the artist.

Through the actions that everybody uses; only the clock is helped along, so that some of it is older than today.
"""

import io
import math
import wave
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Asset
from consent.licences.actions import Sheet, draft
from consent.licences.terms import Basis, Model, Reporting, Terms
from consent.requests import resolve
from consent.requests.actions import Ask, ask_for_use, counter, offer_licence
from consent.requests.fit import Condition
from consent.requests.models import Post, Request, Rule
from consent.requests.rules import Draft, pause_rule, set_rule
from consent.requests.thread import Upload, attach, post
from consent.requests.triage import assign, snooze
from portal.ops.seeding.terms import answer, rate, terms
from portal.ops.seeding.world import World

DJ = "Listeners hear a radio that plays one track after the other and says what is next. Nothing is changed in it."
NEWCOMERS = "Lower the first year and we bring it to every school that uses Karaokit, with the artist’s name on top."


def sow_requests(world: World) -> None:
    """Open ones of every kind for the label, three for the artist, and how some others ended."""
    _ended(world)
    _rules(world)
    _from_karaokit(world)
    _from_night_bus(world)
    _from_versao(world)
    _licence_to_sign(world)


def _ended(world: World) -> None:
    """One approved, one with a yes and a no, one that ran out."""
    approved = _ask(
        world, "Versão Labs", "Lyrics explained", "A page explains the song, line by line, to who learns English.",
        terms(("analyse",), rate("0.01"), assets=_tracks("Lighthouse Keeper"), territories=("BR", "PT")), days=9,
    )  # fmt: skip
    answer(world, approved, "Ayla Marsh", "Northlight Records")
    conflicted = _ask(
        world, "Karaokit", "Slow-down remixes", "People slow a track down to sing along.",
        terms(("remix",), rate("0.02"), assets=_tracks("Paper Anchors")), days=8,
    )  # fmt: skip
    answer(world, conflicted, "Ayla Marsh")
    answer(world, conflicted, "Northlight Records", yes=False)
    lapsed = _ask(
        world, "Night Bus FM", "Night mixes", "A slow mix of two tracks for the last bus.",
        terms(("remix",), rate("0.03"), assets=_tracks("Every Second Wave")), days=16,
    )  # fmt: skip
    Request.objects.filter(pk=lapsed.pk).update(deadline_at=timezone.now() - timedelta(days=2))
    resolve.close_overdue()


def _rules(world: World) -> None:
    """The label's rules: one that answers, one that only asks, one that is paused."""
    dana, night_bus = world.acting("dana", "Northlight Records"), world.teams["Night Bus FM"].pk
    until = timezone.now() + timedelta(days=180)
    radio = Condition(partner=night_bus, uses=frozenset({"analyse"}), basis=Basis.PER_OUTPUT, least=Decimal("0.01"),
                      currency="EUR")  # fmt: skip
    set_rule(Draft(Rule.Answer.YES, radio, until=until, most_a_month=20), actor=dana)
    set_rule(Draft(Rule.Answer.ASK, Condition(uses=frozenset({"reference", "remix"}))), actor=dana)
    low = Condition(worldwide_only=True, basis=Basis.REVENUE_SHARE, least=Decimal(200), below=True)
    paused = set_rule(Draft(Rule.Answer.NO, low), actor=dana)
    pause_rule(paused, actor=dana, paused=True)
    ruled = _ask(
        world, "Night Bus FM", "Mood of the night", "Sorts the night’s tracks by mood.",
        terms(("analyse",), rate("0.015"), assets=_tracks("Salt Letters")), days=3,
    )  # fmt: skip
    answer(world, ruled, "Ayla Marsh")


def _from_karaokit(world: World) -> None:
    """Six times the same deal, for as many tracks: to be answered at once. And one that a colleague looks after."""
    same = terms(("analyse",), rate("0.02"), rate("150", per=Basis.FLAT), reporting=Reporting.QUARTERLY)
    for days, title in enumerate(("Cathedral Steps", "Dust in June", "Marble", "Polish", "Quarry", "Vein"), start=1):
        ask = replace(same, catalogue=terms(("analyse",), assets=_tracks(title)).catalogue)
        _ask(world, "Karaokit", f"Play-along: {title}", "Chords and lyrics run along while one plays.", ask, days=days)
    given = _ask(
        world, "Karaokit", "Learn the EP", "A course of five lessons on the EP, with the stems explained.",
        terms(("analyse", "discover"), rate("0.04"), assets=_tracks("Wick", "Small Flame", "Afterglow")), days=2,
    )  # fmt: skip
    answer(world, given, "Ayla Marsh")
    dana = world.acting("dana", "Northlight Records")
    assign(given, world.people["dana"].pk, actor=dana)
    post(given, "Is this the price of the schools’ edition too?", audience=Post.Audience.EVERYONE, actor=dana)
    kim = world.acting("kim", "Karaokit")
    post(given, NEWCOMERS, audience=Post.Audience.EVERYONE, actor=kim)


def _from_night_bus(world: World) -> None:
    """One that closes in hours, one that is put aside."""
    soon = _ask(
        world, "Night Bus FM", "AI DJ on the N7", DJ,
        terms(("discover",), rate("1.50", per=Basis.PER_1000_CHECKS), assets=_tracks("Tidal Rooms", "Glass Orchard",
              "Undertow"), territories=("DE", "NO", "SE")), days=12,
    )  # fmt: skip
    Request.objects.filter(pk=soon.pk).update(deadline_at=timezone.now() + timedelta(hours=5))
    answer(world, soon, "Ayla Marsh")
    aside = _ask(
        world, "Night Bus FM", "Listeners remix the ride", "Listeners choose rain, rails or crowd under the track.",
        terms(("remix",), rate("0.05"), assets=_tracks("Tidal Rooms"), longest=90, territories=("DE",)), days=4,
    )  # fmt: skip
    attach(aside, Upload("rain-on-rails.wav", _clip()), actor=world.acting("noah", "Night Bus FM"))
    later = timezone.now() + timedelta(days=2)
    snooze(aside, later, actor=world.acting("dana", "Northlight Records"))
    duet = _ask(
        world, "Night Bus FM", "Two voices, one night", DJ,
        terms(("discover",), rate("1.20", per=Basis.PER_1000_CHECKS), assets=_tracks("Northern Line", "Two Chairs")),
        days=1,
    )  # fmt: skip
    answer(world, duet, "Ayla Marsh", "Odette Quaye")


def _from_versao(world: World) -> None:
    """A negotiation in its third round, a model that wants to learn from her, and a remix for the whole world."""
    vera, dana = world.acting("vera", "Versão Labs"), world.acting("dana", "Northlight Records")
    first = terms(
        ("reference",), rate("0.05"), assets=_tracks("Borrowed Light", "Paper Anchors", "Every Second Wave"),
        notice_days=90, longest=180,
    )  # fmt: skip
    talk = _ask(world, "Versão Labs", "New songs in her manner", "Members start a song from the mood of hers.", first,
                days=6)  # fmt: skip
    second = replace(first, rates=(rate("0.09"),), notice_days=30, minimum=Decimal(2000))
    _counter(talk, second, actor=dana)
    third = replace(second, rates=(rate("0.07"),), longest=120)
    _counter(talk, third, actor=vera)
    _ask(
        world, "Versão Labs", "Loom 3 learns from Winter Bus", "It learns how a voice leaves a piano room.",
        terms(("train",), rate("4000", per=Basis.FLAT), rate("300", per=Basis.REVENUE_SHARE),
              assets=_tracks("Winter Bus"), model=Model("Loom", "3.0")), days=2,
    )  # fmt: skip
    wide = _ask(
        world, "Versão Labs", "Remix studio, worldwide", "Speed, stems and mash-ups in our studio, for subscribers.",
        terms(("remix",), rate("1200", per=Basis.REVENUE_SHARE), assets=_tracks("Soft Alarm"), most_favoured=True),
        days=5,
    )  # fmt: skip
    answer(world, wide, "Ayla Marsh", "Harbour Songs")


def _licence_to_sign(world: World) -> None:
    """Halcyon’s next licence, in its third version: the label signs it, or counters once more."""
    rin, dana = world.acting("rin", "Halcyon Audio"), world.acting("dana", "Northlight Records")
    agreed = terms(
        ("analyse", "discover", "reference"), rate("0.05"), rate("900", per=Basis.REVENUE_SHARE, use="reference")
    )
    sides = world.teams["Halcyon Audio"].pk, (world.teams["Northlight Records"].pk,)
    licence = draft(Sheet("Slipstream, the second year", *sides, agreed), actor=rin)
    purpose = "Slipstream goes on: radio, explanations and, new, songs that start from one of yours."
    request = offer_licence(licence, Ask("Slipstream, the second year", purpose, agreed), actor=rin)
    dearer = replace(agreed, rates=(rate("0.08"), rate("1500", per=Basis.REVENUE_SHARE, use="reference")),
                     minimum=Decimal(12000), notice_days=14)  # fmt: skip
    _counter(request, dearer, actor=dana)
    between = replace(dearer, rates=(rate("0.07"), rate("1200", per=Basis.REVENUE_SHARE, use="reference")),
                      territories=("DE", "FR", "GB", "NO", "SE"))  # fmt: skip
    _counter(request, between, actor=world.acting("rin", "Halcyon Audio"))


def _ask(world: World, partner: str, title: str, purpose: str, agreed: Terms, *, days: int) -> Request:
    """Send a request, some days ago."""
    owner = {"Versão Labs": "vera", "Night Bus FM": "noah", "Karaokit": "kim"}[partner]
    request = ask_for_use(Ask(title, purpose, agreed), actor=world.acting(owner, partner))
    ago = timedelta(days=days, hours=days % 5)
    Request.objects.filter(pk=request.pk).update(
        opened_at=request.opened_at - ago,
        deadline_at=max(request.deadline_at - ago, timezone.now() + timedelta(days=1, hours=days)),
    )
    return request


def _counter(request: Request, agreed: Terms, *, actor: Actor) -> None:
    request.refresh_from_db()
    counter(request, agreed, seen_sha256=request.version.sha256, actor=actor)


def _tracks(*titles: str) -> Sequence[Asset]:
    """One recording for each title: the one that people know."""
    found = {}
    for track in Asset.objects.filter(kind="recording", title__in=titles).order_by("plays"):
        found[track.title] = track
    if missing := set(titles) - set(found):
        raise LookupError(f"There is no track called {', '.join(sorted(missing))}.")
    return list(found.values())


def _clip() -> bytes:
    """Three seconds of a falling tone."""
    rate_hz, seconds = 8000, 3
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(rate_hz)
        out.writeframes(bytes(
            128 + int(40 * (1 - at / (rate_hz * seconds)) * math.sin(at * math.tau * (440 - at / 160) / rate_hz))
            for at in range(rate_hz * seconds)
        ))  # fmt: skip
    return sound.getvalue()
