"""What a person changes about themselves."""

from artists.access import Invalid, one_line
from artists.accounts.models import User


def set_theme(person: User, theme: str) -> None:
    """Wear this theme on every page."""
    if theme not in User.Theme.values:
        raise Invalid("unknown_theme", "Choose one of the themes.", field="theme")
    person.theme = theme
    person.save(update_fields=["theme"])


def set_preferences(person: User, *, name: str, time_zone: str, theme: str, shortcuts: bool) -> None:
    """Keep a person's own settings. Nobody else's act reaches them, so they are not in the journal."""
    person.name, person.time_zone = one_line(name, field="name"), time_zone
    person.theme, person.shortcuts = theme, shortcuts
    person.full_clean(exclude=["password", "email"])
    person.save(update_fields=["name", "time_zone", "theme", "shortcuts"])
