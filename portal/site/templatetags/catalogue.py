"""How the catalogue writes shares and lengths."""

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def percent(basis_points: int) -> str:
    """`2550` as `25.5 %`."""
    return f"{basis_points / 100:g} %"


@register.filter
def length_of(duration: timedelta | None) -> str:
    """`3:41`, or `1:02:30`; empty for none."""
    if duration is None:
        return ""
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
