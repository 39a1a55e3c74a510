"""The people of the demonstration, for its sign-in page."""

from dataclasses import dataclass

from django import template
from django.conf import settings

from portal.ops.people import PASSWORD, PEOPLE, Person

register = template.Library()


@dataclass(frozen=True)
class Demonstration:
    """Who one can be, and the one password."""

    people: tuple[Person, ...]
    password: str


@register.simple_tag
def demonstration() -> Demonstration | None:
    """The demonstration's people; None anywhere else."""
    return Demonstration(PEOPLE, PASSWORD) if settings.DEMO else None
