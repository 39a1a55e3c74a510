"""What a row of the matrix is, and the shapes that many rows share."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.people import EVERYBODY, MANDATED, OUTSIDE, SIGNED_IN, TEAM, World

# An outcome is a status, or where a redirect leads: to the sign-in, to a proof of who one is, or on.
SIGN_IN, PROVE, ON = "to the sign-in", "to a proof", "on"
Outcome = int | str
Args = Callable[[World], Mapping[str, Any]]


def nothing(world: World) -> Mapping[str, Any]:
    """No arguments, no data."""
    return {}


@dataclass(frozen=True)
class Row:
    """One address and method, and what each person gets."""

    name: str
    method: str
    expected: Mapping[str, Outcome]
    args: Args = nothing
    data: Args = nothing
    query: Callable[[World], str] | str = ""
    fresh: bool = False
    notes: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """As the test is called."""
        return f"{self.method} {self.name}{' ' + self.notes if self.notes else ''}"


def everybody(outcome: Outcome) -> dict[str, Outcome]:
    """The same for all, signed in or not."""
    return dict.fromkeys(EVERYBODY, outcome)


def public(name: str, args: Args = nothing, *, outcome: Outcome = 200, **more: Any) -> Row:
    """A page that anybody may read."""
    return Row(name, "GET", everybody(outcome), args, **more)


def signed_in(name: str, method: str = "GET", args: Args = nothing, *, outcome: Outcome = 200, **more: Any) -> Row:
    """The same for everybody who is signed in."""
    return Row(name, method, {"nobody": SIGN_IN, **dict.fromkeys(SIGNED_IN, outcome)}, args, **more)


def of_artist(
    name: str,
    method: str = "GET",
    args: Args = nothing,
    *,
    outcome: Outcome = 200,
    may: Collection[str] = (*TEAM, *MANDATED),
    others: Outcome = 403,
    but: Mapping[str, Outcome] | None = None,
    **more: Any,
) -> Row:
    """A page of the artist's team: `may` get `outcome`, the rest of the team `others`, who is outside a 404."""
    expected: dict[str, Outcome] = {"nobody": SIGN_IN, **dict.fromkeys(OUTSIDE, 404)}
    expected |= {who: outcome if who in may else others for who in (*TEAM, *MANDATED)}
    return Row(name, method, expected | dict(but or {}), _in_team("artist", args), **more)


def of_team(
    which: str, who: str, name: str, method: str = "GET", args: Args = nothing, *, outcome: Outcome = 200, **more: Any
) -> Row:
    """A page of another team of the cast: its owner gets in, nobody else does."""
    expected: dict[str, Outcome] = {"nobody": SIGN_IN, **dict.fromkeys(SIGNED_IN, 404), who: outcome}
    return Row(name, method, expected, _in_team(which, args), **more)


def _in_team(which: str, args: Args) -> Args:
    return lambda world: {"team_slug": getattr(world.cast, which).slug, **args(world)}
