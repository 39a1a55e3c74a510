"""Public pages: what this is, what an artist allows, and what each use means."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from artists.catalog.models import Artist
from artists.teams.models import Team
from consent.choices.public import artist_in_public, artists_in_public
from consent.choices.public_tracks import find_track, key_of, lines, track_in_public, tracks_of
from consent.decisions.reasons import reason
from consent.experiences import public
from consent.uses import LIKENESS_USES, TRACK_USES, VOCABULARY, VOICE_USES, get, text_of, texts_of
from portal import outward
from portal.fans import chosen, example, track_words, words
from portal.fans.play import cards
from portal.fans.play.mine import is_following
from portal.fans.play.opening import open_now
from portal.visitors import country_of

PAGE_SIZE = 60
TRACKS_A_PAGE = 24
CARDS = 12

# What is allowed may change at any moment, and the frame shows who is signed in: no cache may answer for us.
always_fresh = cache_control(private=True, no_cache=True)


@login_not_required
@require_safe
@always_fresh
def landing(request: HttpRequest) -> HttpResponse:
    """What this is and why, to an artist who has never heard of it, with the real switches over an invented example."""
    context = {
        "uses": TRACK_USES,
        "rows": example.rows(),
        "columns": example.columns(),
        "counts": example.counts(),
        "total": example.TRACKS,
        "allow": reason("licensed"),
        "ask": reason("choice_ask"),
        "deny": reason("choice_off"),
        "team": _team_of(request),
        "voice": [(one.code, one.label) for one in VOICE_USES],
    }
    return render(request, "fans/landing.html", context)


def _team_of(request: HttpRequest) -> Team | None:
    """The team that somebody signed in was last in, else one of theirs."""
    teams = list(Team.objects.of_person(request.user.pk)) if request.user.is_authenticated else []
    last = request.session.get("team") if teams else ""
    return next((team for team in teams if team.slug == last), teams[0] if teams else None)


@login_not_required
@require_safe
@always_fresh
def artists(request: HttpRequest) -> HttpResponse:
    """The artists somebody speaks for, to look through and to search."""
    search = request.GET.get("q", "").strip()[:100]
    page = Paginator(artists_in_public(search), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "fans/artists.html", {"page": page, "search": search})


@login_not_required
@require_safe
@always_fresh
def artist(request: HttpRequest, slug: str) -> HttpResponse:
    """What an artist allows, in words: the standing of everything, and never who said what."""
    found = artist_in_public(slug)
    if found is None:
        raise Http404("No artist has this address.")
    if found.slug != slug:
        return redirect("fans:artist", found.slug)
    said = outward.of_artist(found.record)
    page = Paginator(tracks_of(found.slug), TRACKS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "artist": found,
        "said": said,
        "page": page,
        "rows": track_words.rows(lines(page.object_list)),
        "sentences": words.sentences(found),
        "blocks": [words.block(one, found) for one in found.uses],
        "lists": words.lists(found),
        "counts": {one.use.code: one.on for one in found.uses},
        "map_label": words.map_label(found),
        "cards": _cards(request, found.record),
        "chosen": chosen.of_artist(found.record.pk),
        "follows": is_following(request.user.pk, found.record.pk),
        "picture": outward.absolute("fans:picture_of_artist", found.slug),
        "address": outward.absolute("fans:artist", found.slug),
    }
    return outward.mark(render(request, "fans/artist.html", context), said)


def _cards(request: HttpRequest, artist: Artist) -> list[cards.Card]:
    """What fans can do with the artist's music or voice, what is open first."""
    rows = list(public.in_public(artist=artist.pk)[:CARDS])
    held = open_now(rows, country_of(request))
    return [card for one in rows if not (card := cards.card_of(one, held[one.pk])).over]


@login_not_required
@require_safe
@always_fresh
def track(request: HttpRequest, key: str) -> HttpResponse:
    """What may be done with one track, in words: its standing, and never who said what."""
    recording = find_track(key)
    if recording is None:
        raise Http404("No track here has this ISRC or id.")
    if key_of(recording) != key:
        return redirect("fans:track", key_of(recording))
    found = track_in_public(recording)
    said = outward.of_track(recording)
    context = {
        "track": found,
        "said": said,
        "sentences": track_words.sentences(found),
        "blocks": track_words.blocks(found),
        "lists": track_words.lists(found),
    }
    return outward.mark(render(request, "fans/track.html", context), said)


@login_not_required
@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """The vocabulary: every use with its current text."""
    groups = [
        (title, [(one, text_of(one.code), words.who_must_agree(one)) for one in some])
        for title, some in (("A track", TRACK_USES), ("A voice", VOICE_USES), ("A likeness", LIKENESS_USES))
    ]
    return render(request, "fans/uses.html", {"groups": groups, "vocabulary": VOCABULARY})


@login_not_required
@require_safe
def use(request: HttpRequest, code: str) -> HttpResponse:
    """One use: the exact words beside its switch, every version of them, and their hashes."""
    found = get(code)
    if found is None:
        raise Http404("No use has this code.")
    context = {
        "use": found,
        "text": text_of(code),
        "texts": texts_of(code),
        "needs": words.who_must_agree(found),
        "vocabulary": VOCABULARY,
    }
    return render(request, "fans/use.html", context)


@login_not_required
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """What a person can count on here."""
    return render(request, "fans/rights.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about a person, and why."""
    return render(request, "fans/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we built for everybody to use, and what we know to be weak."""
    return render(request, "fans/accessibility.html")


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask here whatever a page says."""
    return redirect(static("icons/soundcheck.svg"))
