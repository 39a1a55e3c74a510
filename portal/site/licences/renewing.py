"""The terms that a new version starts from: the old ones, and once those run out, for as long again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from consent.licences.terms import Terms


def renewed(terms: Terms, ends_at: datetime | None, *, today: date) -> Terms:
    """These terms where they still run for two months; else the same length from the day after their end, or today."""
    ended = ends_at is not None and ends_at.date() <= today
    if not ended and terms.ends_on - today > timedelta(days=60):
        return terms
    length = terms.ends_on - terms.starts_on
    first = today if ended else max(today, terms.starts_on)
    return replace(terms, starts_on=first, ends_on=max(terms.ends_on, today) + length)
