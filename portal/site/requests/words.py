"""Requests in words: how long is left, where one stands, what an answer did."""

from datetime import datetime, timedelta

from consent.requests.models import Request
from consent.requests.selectors_page import Page
from consent.requests.states import Outward, State

URGENT = timedelta(hours=48)

STATES = {
    State.OPEN.value: "Open",
    State.APPROVED.value: "Approved",
    State.DECLINED.value: "Declined",
    State.CONFLICTED.value: "Conflicted",
    State.LAPSED.value: "Ran out: no",
    State.WITHDRAWN.value: "Withdrawn",
    Outward.REFUSED.value: "Not approved",
}


def left(deadline: datetime, now: datetime) -> str:
    """“1 d 22 h”, “9 h”, “12 min”: how long there is still."""
    minutes = max(0, int((deadline - now).total_seconds() // 60))
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days > 2:
        return f"{days} d"
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h" if hours else f"{minutes} min"


def share_left(opened: datetime, deadline: datetime, now: datetime) -> int:
    """How much of the time is left, in percent; at least 4, so that something is seen."""
    whole = max((deadline - opened).total_seconds(), 1)
    return min(100, max(4, round(100 * (deadline - now).total_seconds() / whole)))


def outcome(request: Request, *, yes: bool, second: bool) -> str:
    """What a vote did, as the team that voted may know it. `request` is as it is after the vote."""
    state = State(request.state)
    if second:
        return f"Your yes to {request.reference} waits for a second person of your team. It does not count before."
    if state is State.APPROVED:
        return f"Everybody said yes: {request.reference} is approved. A check knows it from now on."
    if state is State.DECLINED:
        return f"{request.reference} is declined. Nothing was opened."
    if state is State.CONFLICTED:
        return f"{request.reference}: there was a yes and a no, so the answer is no. Nothing was opened."
    if yes:
        return f"Your yes to {request.reference} is in, sealed. You can change it until everybody has answered."
    return f"Your no to {request.reference} is in, sealed. You can change it until everybody has answered."


def verdict(page: Page) -> tuple[str, str]:
    """What became of a request that is no longer open, for who reads it: a sentence, and what it means."""
    state, partner = page.state, page.request.partner.name
    if page.holder:
        return {
            State.APPROVED.value: (
                "Everybody said yes.",
                f"{partner} may do exactly what the terms say, as long as every choice under it stays open.",
            ),
            State.DECLINED.value: ("All holders said no.", f"Nothing was opened. {partner} reads “not approved”."),
            State.CONFLICTED.value: (
                "There was a yes and a no, so the answer is no.",
                f"Nothing was opened. {partner} reads “not approved”, never who said what.",
            ),
            State.LAPSED.value: (
                "Time ran out, so the answer is no.",
                f"Nothing was opened. {partner} reads that it ran out.",
            ),
            State.WITHDRAWN.value: ("It was withdrawn.", "Nothing was opened, and nothing waits for you."),
        }[state]
    return {
        Outward.APPROVED.value: (
            "Approved.",
            "A check answers “allow” for exactly these terms, as long as every choice under it stays open.",
        ),
        Outward.REFUSED.value: (
            "Not approved.",
            "Not all holders agreed. What each of them said stays with them.",
        ),
        Outward.LAPSED.value: ("Time ran out, so the answer is no.", "Not everybody answered in time."),
        Outward.WITHDRAWN.value: ("Withdrawn.", "It was taken back before it was answered."),
    }[state]
