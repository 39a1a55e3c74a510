"""What the pages that ask for a fresh proof say of the press they ask it for."""

from typing import Any

from django import template

from portal.site.account import acts

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_press(context: dict[str, Any]) -> str:
    """The press that waits, in words; empty where none does."""
    return acts.said(context["request"])
