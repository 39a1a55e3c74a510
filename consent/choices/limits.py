"""Are these limits something a person can mean?"""

from datetime import datetime, timedelta
from functools import cache

from babel import Locale

from artists.access import Invalid, TeamKind
from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.choices.state import State

# Beyond the year 9999 neither Python nor a check could read the end back.
FURTHEST = timedelta(days=100 * 366)


@cache
def territories() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes and their English names, from CLDR."""
    not_countries = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "XK"}
    names = Locale("en").territories
    return {code: name for code, name in names.items() if len(code) == 2 and code not in not_countries}


def check_limits(state: State, *, now: datetime) -> None:
    """Raise `Invalid` unless the limits name partners we know, countries that exist and an end that is to come."""
    limits = state.limits
    if not limits:
        return
    if state.effective is Answer.OFF:
        raise Invalid("limits_without_yes", "Only a yes or an ask can be limited: an off is off for everybody.")
    unknown = [code for code in limits.territories if code not in territories()]
    if unknown:
        raise Invalid(
            "unknown_territory",
            f"{', '.join(unknown)}: not a country code we know. Use two letters such as DE or BR (ISO 3166-1).",
            field="territories",
        )
    if limits.until and limits.until <= now:
        raise Invalid("end_is_past", "The end date has passed already. Choose a day to come.", field="until")
    if limits.until and limits.until > now + FURTHEST:
        raise Invalid("end_too_far", "Choose an end within a hundred years, or leave it empty for none.", field="until")
    known = Team.objects.filter(pk__in=limits.partners, kind=TeamKind.PARTNER).count()
    if known != len(set(limits.partners)):
        raise Invalid(
            "unknown_partner", "One of these is not an AI partner here. Choose from the list.", field="partners"
        )
