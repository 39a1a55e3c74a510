"""The documents themselves, as bytes, each made from what a check answers a stranger at this moment."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from artists.catalog.models import Artist, Asset
from consent.choices.public_tracks import RECORDING_USES, key_of
from consent.decisions import posture
from consent.uses import LIKENESS_USES, VOICE_USES, Need, outward
from portal import outward as said
from portal.wellknown import robots, rsl, tdmrep


def licence_server() -> str:
    """Below which a client finds `/token`: our token endpoint. It gives no licence, only the right to ask for one."""
    # RSL's protocol looks for it below the address in `server`.
    return settings.SITE_ORIGIN + reverse("idp:oidc:token").removesuffix("/token")


def asking(page: str) -> str:
    """Where the page of signals says how a licence is got."""
    return f"{page}#licence"


def robots_txt() -> bytes:
    """robots.txt."""
    return robots.text(said.of_site().content_usage, licences=[said.absolute("wellknown:rsl")]).encode()


def tdmrep_json() -> bytes:
    """`/.well-known/tdmrep.json`."""
    return _json(tdmrep.rules())


def site_rsl() -> bytes:
    """`/rsl.xml`: no to everything, wherever nothing narrower is said."""
    return rsl.document([_content(f"{settings.SITE_ORIGIN}/", {}, said.absolute("wellknown:signals"))])


def artist_rsl(artist: Artist) -> bytes:
    """The artist's own pages, and each track of which anything can be asked. The site's document covers the rest."""
    page = said.absolute("wellknown:artist_signals", artist.slug)
    contents = [_content(said.absolute("fans:artist", artist.slug), posture.answers_for_artist(artist), page)]
    for track in posture.open_tracks(artist):
        terms = outward.rsl(track.answers)
        if terms.licensed or terms.permitted:
            contents.append(_content(said.absolute("fans:track", track.key), track.answers, page))
    return rsl.document(contents)


def track_rsl(recording: Asset) -> bytes:
    """One track."""
    key = key_of(recording)
    page = said.absolute("wellknown:track_signals", key)
    return rsl.document([_content(said.absolute("fans:track", key), posture.answers_for_track(recording), page)])


def artist_policy(artist: Artist) -> bytes | None:
    """The artist's TDMRep policy; None where nothing is offered."""
    tracks = {said.absolute("fans:track", one.key): one.answers for one in posture.open_tracks(artist)}
    total = artist.assets.filter(kind=Need.RECORDING).count()
    page = said.absolute("fans:artist", artist.slug)
    targets = tdmrep.targets(page, tracks, total)
    if not targets:
        return None
    uid = said.absolute("wellknown:artist_policy", artist.slug)
    ask = asking(said.absolute("wellknown:artist_signals", artist.slug))
    return _json(tdmrep.policy(uid=uid, name=artist.name, page=page, ask=ask, targets=targets))


def track_cawg(recording: Asset) -> bytes:
    """The entries to put into a file of this track: the body of a `cawg.training-mining` assertion."""
    page = said.absolute("wellknown:track_signals", key_of(recording))
    info = f"Only with a licence. Ask for one: {asking(page)}"
    return _json({"entries": outward.cawg(posture.answers_for_track(recording), prefix=our_prefix(), info=info)})


def track_tdmai(recording: Asset) -> bytes:
    """A TDM·AI declaration that is bound to no content yet: whoever has the sound adds its ISCC."""
    return _json({**outward.tdmai(posture.answers_for_track(recording)), "intent": "activate"})


def artist_rsl_media(artist: Artist) -> bytes:
    """RSL-MEDIA for the artist's voice, likeness and tracks, each by an address of ours that says who it is."""
    answers = posture.answers_for_artist(artist)
    page = said.absolute("fans:artist", artist.slug)
    of_person = {"voice": VOICE_USES, "likeness": LIKENESS_USES}
    subjects = {
        f"{page}#{name}": outward.rsl_media(answers, of=[use.code for use in uses if use.subject.value == name])
        for name, uses in of_person.items()
    }
    subjects[page] = outward.rsl_media(answers, of=[use.code for use in RECORDING_USES])
    return rsl.media_document(subjects)


def site_rsl_media() -> bytes:
    """`/.well-known/rsl-media.xml`: no to everything. That nothing is said of somebody waives nothing."""
    every = [use.code for use in (*RECORDING_USES, *VOICE_USES, *LIKENESS_USES)]
    return rsl.media_document({f"{settings.SITE_ORIGIN}/": outward.rsl_media({}, of=every)})


def our_prefix() -> str:
    """Our domain backwards, before keys that are ours alone."""
    return ".".join(reversed((urlsplit(settings.SITE_ORIGIN).hostname or "").split(".")))


def _content(url: str, answers: outward.Answers, page: str) -> rsl.Content:
    return rsl.Content(url, answers, page, asking(page), licence_server())


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
