"""From a request to an `Actor`: the address names the team that one acts for; another team's name is a 404."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from artists.access import Actor, Proof
from artists.teams.actors import actor_for
from artists.teams.models import Team
from portal.site.person import person_of


class TeamRequest(HttpRequest):
    """A request inside a team's pages: `actor` and `team` are set."""

    actor: Actor
    team: Team


def proof_of(request: HttpRequest) -> Proof:
    """How freshly this session's person proved who they are, from what allauth noted at each proof."""
    records = get_authentication_records(request, request.user)
    times = [(record.get("method"), datetime.fromtimestamp(record["at"], UTC)) for record in records]
    # A passkey proves possession and the person at once; allauth notes it, like TOTP, as "mfa".
    second = [at for method, at in times if method == "mfa"]
    return Proof(
        has_second_factor=is_mfa_enabled(request.user),
        fresh_at=max((at for _, at in times), default=None),
        second_factor_at=max(second, default=None),
    )


def team_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Resolve `team_slug` to `request.team` and `request.actor` for the signed-in person, or answer 404.

    The team last visited is remembered in the session, for the way back home.
    """

    @wraps(view)
    def scoped(request: HttpRequest, team_slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        team = Team.objects.filter(slug=team_slug).first()
        actor = actor_for(person_of(request).pk, team, proof=proof_of(request)) if team else None
        if team is None or actor is None:
            raise Http404("No such team, or you are not in it.")
        request.team, request.actor = team, actor  # type: ignore[attr-defined]
        if request.session.get("team") != team.slug:
            request.session["team"] = team.slug
        return view(request, *args, **kwargs)

    return scoped
