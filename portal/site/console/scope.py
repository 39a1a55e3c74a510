"""Who gets into a console: members of an AI partner's team. For any other team it is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from artists.access import TeamKind
from portal.site.scoping import TeamRequest, team_view


def console_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of a partner's console; a 404 for a team of another kind."""

    @team_view
    @wraps(view)
    def scoped(request: TeamRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.team.team_kind is not TeamKind.PARTNER:
            raise Http404("Only an AI partner's team has a console.")
        return view(request, *args, **kwargs)

    return scoped
