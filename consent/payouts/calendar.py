"""The days on which euro payments settle: not on weekends, nor on the six holidays of T2. Pure.

https://www.ecb.europa.eu/paym/target/t2/html/index.en.html
"""

from datetime import date, timedelta

PAYDAY = 10


def easter(year: int) -> date:
    """Easter Sunday, Gregorian: the anonymous algorithm (Meeus, Jones, Butcher)."""
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_bank_day(day: date) -> bool:
    """Whether a transfer in euro can settle on it."""
    sunday = easter(day.year)
    closed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    moving = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    return day.weekday() < 5 and (day.month, day.day) not in closed and day not in moving


def next_bank_day(day: date) -> date:
    """The day itself, or the first bank day after it."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def payday(day: date) -> date:
    """The payday of this day's month: the 10th, or the next bank day."""
    return next_bank_day(day.replace(day=PAYDAY))


def next_payday(day: date) -> date:
    """The first payday that is not over on this day."""
    here = payday(day)
    return here if here >= day else payday((day.replace(day=1) + timedelta(days=32)).replace(day=1))
