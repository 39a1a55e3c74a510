"""What the page of one request shows, and which buttons it has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from artists.access import Actor, Permission, why_not
from artists.audio.models import Sound
from consent.experiences import previews
from consent.experiences.models import Experience
from consent.licences.models import Licence
from consent.licences.wording import sha256
from consent.requests import selectors
from consent.requests.models import Request
from consent.requests.selectors_effect import effects_of
from consent.requests.selectors_page import Page, page_of
from consent.requests.selectors_thread import thread_of
from consent.requests.states import Outward, State
from consent.sandbox.cards import card_of
from consent.uses import USES
from portal.playing import Part, Player, player
from portal.site.requests import words
from portal.site.requests.forms import ClipForm, PostForm, SnoozeForm
from portal.site.requests.listing import Listing
from portal.site.scoping import TeamRequest

_REFUSED = frozenset({State.DECLINED, State.CONFLICTED, State.LAPSED, Outward.REFUSED, Outward.LAPSED})


@dataclass(frozen=True)
class Acts:
    """What can be pressed; each is false, or a reason keeps it from this person (`why_not`)."""

    answer: bool
    change: bool
    confirm: bool
    counter: bool
    withdraw: bool
    again: bool
    invite: bool
    show: bool
    triage: bool
    write: bool
    why_not: str = ""


def detail(request: TeamRequest, one: Request, listed: Listing) -> dict[str, Any]:
    """The context of `site/requests/detail.html`."""
    actor, now = request.actor, timezone.now()
    against = request.GET.get("against", "")
    page = page_of(one, actor, now=now, against=int(against) if against.isdecimal() and len(against) < 5 else None)
    before, after = listed.beside(one.pk)
    approved = page.state == "approved"
    return {
        "one": one,
        "page": page,
        "acts": acts_of(page, actor, now=now),
        "effects": effects_of(one, actor),
        "thread": thread_of(one, actor),
        "uses": [USES[use] for use in one.uses],
        "hue": one.uses[0] if one.uses else "",
        "left": words.left(one.deadline_at, now),
        "share": words.share_left(one.opened_at, one.deadline_at, now),
        "urgent": one.deadline_at - now <= words.URGENT,
        "verdict": None if page.open else words.verdict(page),
        "state_name": words.STATES[page.state],
        "licence": Licence.objects.visible_to(actor).filter(pk=one.licence_id).first() if approved else None,
        "with_you": with_you(one, actor),
        "card": card_of(one.partner_id) if page.holder else None,
        "before": before,
        "after": after,
        "colleagues": selectors.colleagues(actor),
        "snooze": SnoozeForm(),
        "post_form": PostForm(partner=not page.holder, others=others_name(page)),
        "clip_form": ClipForm(),
        "example": _example(one),
        "now": now,
    }


def _example(one: Request) -> Player | None:
    """What fans would get, where it is an experience that is asked for and its maker let it be heard."""
    if one.kind != Request.Kind.EXPERIENCE:
        return None
    experience = Experience.objects.filter(licence_id=one.licence_id).first()
    sound = previews.of(experience) if experience else None
    return player(f"Preview of {one.title}", Part(sound)) if sound and sound.state == Sound.State.READY else None


def acts_of(page: Page, actor: Actor, *, now: datetime) -> Acts:
    """Which buttons the page has for this person. The actions ask again."""
    licence, mine, member = page.request.kind == Request.Kind.LICENCE, page.mine, actor.role is not None
    if not page.holder:
        needs = Permission.SIGN if licence else Permission.ASK
    else:
        needs = Permission.SIGN if licence else Permission.CHOOSE
    barred = _barred(page, actor, needs)
    able = not barred
    proposes = member and not why_not(actor, Permission.SIGN if licence else Permission.ASK)
    refused = page.state in _REFUSED
    may_ask = refused and page.asker and (
        page.request.invited_at is not None or page.request.again_at is None or page.request.again_at <= now
    )  # fmt: skip
    ours = member and not why_not(actor, Permission.CHOOSE if page.holder else Permission.ASK)
    half = mine.second and mine.vote is not None and mine.vote.cast_by_id != actor.person_id
    return Acts(
        answer=page.open and mine.turn and not mine.second and not mine.hidden and able,
        change=page.open and mine.needed and mine.counted and not mine.hidden and page.holder and able,
        confirm=page.open and half and able,
        counter=page.open and proposes and (mine.needed or page.asker),
        withdraw=page.open and page.asker and member and not why_not(actor, Permission.ASK),
        again=may_ask and proposes,
        invite=refused and not page.open and page.holder and ours and page.request.invited_at is None,
        show=not page.open and page.holder and ours and mine.vote is not None and mine.vote.shown_at is None
        and page.state in (State.DECLINED, State.CONFLICTED, State.LAPSED),
        triage=page.open and ours and mine.voter is not None and mine.needed,
        write=ours,
        why_not=barred if page.open and mine.turn else "",
    )  # fmt: skip


def _barred(page: Page, actor: Actor, needs: Permission) -> str:
    request = page.request
    personal = any(USES[use].answered_on != "track" for use in request.uses)
    if actor.role is None:
        fits = any(
            all(use in one.uses and (one.covers_voice or USES[use].answered_on == "track") for use in request.uses)
            for one in actor.mandates
        )
        if request.kind == Request.Kind.LICENCE or not fits:
            return "Your mandate does not cover this. The artist can answer."
        return ""
    if sentence := why_not(actor, needs):
        return sentence
    return why_not(actor, Permission.CHOOSE_VOICE) if personal and page.holder else ""


def needs_review(page: Page, answer: str) -> bool:
    """Whether an answer is read over once more: it signs, opens a voice or a model, or closes the request."""
    request = page.request
    heavy = request.kind == Request.Kind.LICENCE or "train" in request.uses
    heavy = heavy or any(USES[use].answered_on != "track" for use in request.uses)
    return (answer != "no" and (heavy or not page.holder)) or page.last or answer == "confirm"


def review_of(request: TeamRequest, one: Request, page: Page) -> dict[str, Any]:
    """What stands beside the last button: what it opens, and the text with its hash."""
    text = one.version.text
    return {"effects": effects_of(one, request.actor), "text": text, "matches": sha256(text) == one.version.sha256}


def others_name(page: Page) -> str:
    """Who reads what is said to everyone."""
    return f"{page.request.partner.name} and the holders" if page.holder else "Everyone in this request"


def with_you(one: Request, actor: Actor) -> dict[str, int]:
    """What the partner has with this team, in numbers: licences in force, requests so far. Two queries."""
    if actor.team_id == one.partner_id:
        return {}
    licences = Licence.objects.visible_to(actor).filter(partner_id=one.partner_id, state="signed")
    sent = Request.objects.visible_to(actor).filter(partner_id=one.partner_id)
    said = sent.order_by().aggregate(number=Count("pk"))
    return {"licences": licences.count(), "requests": said["number"]}
