"""How the studio is woken when something waits: said by the floor that knows the broker."""

from collections.abc import Callable

_waker: list[Callable[[], None]] = []


def set_waker(waker: Callable[[], None]) -> None:
    """Say how. It must never raise: the sweep finds what a lost call left."""
    _waker[:] = [waker]


def wake() -> None:
    """Wake the studio, if somebody said how."""
    for waker in _waker:
        waker()
