"""Is this voice licensed? For platforms, before they publish."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router

from artists.access import Invalid
from artists.catalog import identifiers
from artists.catalog.models import Artist
from consent.decisions import voices
from portal.api import schemas
from portal.api import voice_schemas as shapes
from portal.api.bearer import PartnerToken
from portal.api.problems import Problem
from portal.api.rendering import to_json
from portal.api.routers.checks import PartnerRequest

router = Router(auth=PartnerToken("checks"), tags=["Voices"])
_PROBLEMS = dict.fromkeys((401, 403, 406, 413, 415, 422, 500), schemas.Problem)
ONE_NAME = "Say whose voice it is by artist, isni or voice: one of them."


@router.post(
    "/voice-questions", response={200: shapes.VoiceAnswer, **_PROBLEMS}, operation_id="voiceQuestion",
    summary="Is this voice licensed?",
)  # fmt: skip
def ask_of_voice(request: PartnerRequest, ask: shapes.VoiceQuestion) -> HttpResponse:
    """What the uploader shows is checked as a stranger would, and against what stands now. Without it: never yes."""
    evidence = voices.Evidence(ask.permit or "", ask.output, ask.made_at)
    try:
        answer = voices.ask(_artist(ask), evidence)
    except Invalid as refused:
        raise _wrong(refused.field or "permit", refused.sentence) from None
    content = to_json(_said(answer))
    return HttpResponse(content, content_type="application/json", headers={"Cache-Control": "no-store"})


def _artist(asked: shapes.VoiceQuestion) -> Artist | None:
    if [asked.artist, asked.isni, asked.voice].count(None) != 2:
        raise _wrong("artist", ONE_NAME)
    isni = identifiers.isni(asked.isni) if asked.isni is not None else ""
    return voices.find_artist(artist=asked.artist, isni=isni, voice=asked.voice)


def _wrong(field: str, detail: str) -> Problem:
    return Problem("invalid_request", errors=[{"field": field, "detail": detail}])


def _said(answer: voices.VoiceAnswer) -> dict[str, Any]:
    artist = answer.artist
    whom = {"id": artist.pk, "name": artist.name, "isni": artist.isni or None} if artist else None
    optional: dict[str, str | datetime | None] = {
        "use": answer.use,
        "maker": answer.maker,
        "territory": answer.territory,
        "made_from": answer.made_from,
        "made_until": answer.made_until,
        "credit": answer.credit,
        "title": answer.title,
        "sha256": answer.sha256,
    }
    return {
        "licensed": answer.licensed,
        "reasons": [reason._asdict() for reason in answer.reasons],
        "artist": whom,
        **{name: value or None for name, value in optional.items()},
        "at": answer.at,
    }
