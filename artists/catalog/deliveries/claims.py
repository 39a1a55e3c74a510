"""Who may say what about a right. Pure rules; docs/decisions/0010-claims.md gives the reasons.

A file only ever adds: an answer that is needed, never one that is no longer. So a wrong file can close something, and
can open nothing.
"""

from collections.abc import Iterable

from artists.access import TeamKind
from artists.catalog.models import Holding, Right

WHOLE = 10_000
CLAIMS: dict[TeamKind, frozenset[str]] = {
    TeamKind.ARTIST: frozenset({Right.PERFORMER, Right.MASTER, Right.PUBLISHING}),
    TeamKind.LABEL: frozenset({Right.MASTER}),
    TeamKind.DISTRIBUTOR: frozenset({Right.MASTER}),
    TeamKind.PUBLISHER: frozenset({Right.PUBLISHING}),
}


def may_claim(kind: TeamKind, right: str) -> bool:
    """Whether a team of this kind may record this right for itself."""
    return right in CLAIMS.get(kind, frozenset())


def too_much(holdings: Iterable[Holding], right: str, share_bp: int | None, *, but: int | None = None) -> str:
    """Why a share does not fit beside the others of the same right; empty when it fits. `but` is the team itself."""
    others = sum(h.share_bp or 0 for h in holdings if h.right == right and h.team_id != but)
    if share_bp is None or others + share_bp <= WHOLE:
        return ""
    return (
        f"Others hold {percent(others)} of this {right} right already, so {percent(share_bp)} more would be over "
        "100 %. Leave the share empty, or settle it with them."
    )


def percent(share_bp: int) -> str:
    """Basis points as people read them."""
    return f"{share_bp / 100:.2f}".rstrip("0").rstrip(".") + " %"
