"""What came of a greeting and of a mood mix, as a fan's page shows it."""

from types import SimpleNamespace
from uuid import uuid4

from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from artists.audio.waves import bars
from portal.playing import PlayedPart, Player

TRACK = uuid4()


def player(use: str) -> Player:
    part = PlayedPart("k", "", "music", 100, "/listen/token/", "/save/token/")
    return Player("key", "Hello", (part,), bars([10] * 72), 97.0, use, (), True, "")


def shown(tool: str, facts: dict, *, public: bool = True, heard: bool = True) -> str:
    request = RequestFactory().get("/made/1/")
    made = SimpleNamespace(files={"mix": SimpleNamespace(facts=facts)}, making=SimpleNamespace(public=public))
    context = {"shown": made, "player": player("speak") if heard else None, "request": request}
    return " ".join(render_to_string(f"fans/results/{tool}.html", context).split())


def test_a_greeting_is_a_card_with_the_name_that_says_it_is_an_ai_voice():
    said = {
        "before": "Happy birthday,",
        "name": "Zoë <b>",
        "after": "Be loud.",
        "voice": "Heart",
        "notice": "two notes",
    }
    page = shown("greeting", said)
    assert '<b class="postcard-name">Zoë &lt;b&gt;</b>' in page
    assert "AI voice</span>" in page
    assert "It is nobody’s own voice, and says so: two notes." in page
    assert 'src="/listen/token/"' in page
    assert "Send it to Zoë &lt;b&gt;</a>" in page
    assert "body=http%3A%2F%2Ftestserver%2Fmade%2F1%2F" in page
    hidden = shown("greeting", said, public=False)
    assert "mailto:" not in hidden
    assert "To send it, show it first" in hidden
    assert "There is nothing to hear here any more." in shown("greeting", said, heard=False)
    assert "postcard-name-long" in shown("greeting", said | {"name": "Maximiliane-Charlottenb"})
    assert "postcard-alone" in shown("greeting", {"before": "", "name": "", "after": "See you tonight."})


def test_a_mix_lists_its_picks_with_reasons_and_links_into_the_sound():
    pick = {
        "asset": str(TRACK), "title": "Slow Ferry", "artist": "Ayla", "at": 65.5, "clock": "1:05", "energy": 31,
        "reason": "92 BPM in A minor, calm.", "way": "Faded in on the beat over 5 seconds.",
    }  # fmt: skip
    facts = {
        "title": "Rainy, slow", "moods": ["rainy"], "mood_known": True, "slowest": 78, "fastest": 92, "note": "By ear.",
        "picks": [pick],
    }  # fmt: skip
    page = shown("mood_mix", facts)
    assert "78 to 92 BPM" in page
    assert "1 track<" in page
    assert "92 BPM in A minor, calm." in page
    assert 'href="/listen/token/#t=65.5" data-jump="65.5" data-of="player-key"' in page
    assert f'href="{reverse("fans:track", args=[TRACK])}"' in page
    assert "not something we can measure" not in page
    assert "“zorp” is not something we can measure" in shown(
        "mood_mix", facts | {"moods": ["zorp"], "mood_known": False}
    )
    silent = shown("mood_mix", facts, heard=False)
    assert "data-jump" not in silent
    assert "Slow Ferry" in silent
