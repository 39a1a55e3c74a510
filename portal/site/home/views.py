"""Where a person lands after signing in, and a team's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.shell import team_links


def home(request: HttpRequest) -> HttpResponse:
    """To the team last visited, else the first; a person without a team is shown how to get one."""
    links = team_links(request.user.pk)  # type: ignore[arg-type]  # signed in: the middleware saw to it
    slugs = [link.slug for link in links]
    if not slugs:
        return render_page(request, "site/home/no_team.html")
    last = request.session.get("team")
    return redirect("site:team_home", team_slug=last if last in slugs else slugs[0])


@team_view
def team_home(request: TeamRequest) -> HttpResponse:
    """A team's home: what needs somebody, what changed."""
    return render_page(request, "site/home/team.html")
