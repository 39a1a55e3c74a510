"""What every template may count on."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from artists.notices.selectors import count_new
from portal.site.shell import Shell, nav_for, team_links


def shell(request: HttpRequest) -> dict[str, object]:
    """`shell` and `bell_count`, worked out only when a template asks for them."""
    return {
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "bell_count": SimpleLazyObject(lambda: _new_notices(request)),
    }


def _new_notices(request: HttpRequest) -> int:
    user = getattr(request, "user", None)
    return count_new(user.pk) if user is not None and user.is_authenticated else 0


def _shell(request: HttpRequest) -> Shell:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    team, actor = getattr(request, "team", None), getattr(request, "actor", None)
    role_label = ""
    if actor:
        role_label = actor.role.label if actor.role else f"For {actor.mandates[0].holder_team_name}, by mandate"
    theme = user.theme if user is not None and user.is_authenticated else request.COOKIES.get("theme", "")
    return Shell(
        team=team,
        role_label=role_label,
        teams=team_links(user.pk) if user is not None and signed_in else (),
        nav=nav_for(request, team, actor) if team and actor else (),
        theme=theme if theme in ("light", "dark") else "",
        demo=settings.DEMO,
    )
