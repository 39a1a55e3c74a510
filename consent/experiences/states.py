"""Where an experience can stand, and which act leads where. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """`approved` has every yes and waits for its first day."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"


class Act(StrEnum):
    """What can happen to it."""

    SUBMIT = "submit"
    REFUSE = "refuse"
    APPROVE = "approve"
    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class Because(StrEnum):
    """Why it is paused."""

    HOLDER = "holder"  # a team whose yes it needs pressed pause
    PARTNER = "partner"  # whoever offers it did
    CHOICE = "choice"  # a choice under it no longer says yes
    LICENCE = "licence"  # the licence under it is suspended
    NARROWED = "narrowed"  # a holder wants narrower terms, which wait for the others
    OPERATOR = "operator"  # the portal stopped it


TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.DRAFT, Act.SUBMIT): State.IN_REVIEW,
    (State.IN_REVIEW, Act.REFUSE): State.DRAFT,
    (State.IN_REVIEW, Act.APPROVE): State.APPROVED,
    (State.APPROVED, Act.BEGIN): State.LIVE,
    (State.APPROVED, Act.PAUSE): State.PAUSED,
    (State.LIVE, Act.PAUSE): State.PAUSED,
    (State.PAUSED, Act.RESUME): State.LIVE,
    (State.DRAFT, Act.END): State.ENDED,
    (State.APPROVED, Act.END): State.ENDED,
    (State.LIVE, Act.END): State.ENDED,
    (State.PAUSED, Act.END): State.ENDED,
}
