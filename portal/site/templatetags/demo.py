"""The people of the demonstration, for its sign-in page."""

from typing import Any

from django import template
from django.conf import settings

from portal.ops.people import PASSWORD, PEOPLE

register = template.Library()


@register.inclusion_tag("components/demo_people.html", takes_context=True)
def demo_people(context: template.Context) -> dict[str, Any]:
    """A button for each person to sign in as; nothing outside the demonstration."""
    people = PEOPLE if settings.DEMO else ()
    return {"people": people, "password": PASSWORD, "csrf_token": context.get("csrf_token")}
