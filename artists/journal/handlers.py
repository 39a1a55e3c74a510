"""Who carries out which topic of the outbox, in which lane, and how a worker is woken for it.

A handler may run twice, so it must be idempotent. Two kinds:

    @handles("catalogue.changed")                       # inside a transaction: what it writes, and that the message is
    def follow_up(payload): ...                         # done, are committed together. For work on our own tables

    @handles("notices.email", lane=Lane.MAIL, outside_transaction=True)     # for whatever waits on a socket
    def send(payload): ...

The second kind is claimed by a lease that is committed before it runs: no transaction is open, no row is locked, and it
should open short ones of its own. Its attempt is counted at the claim. A worker that dies in the midst costs the rest
of the lease and then one more attempt, so what it sends must carry a key by which the receiver drops the second.

A handler that raises is tried again later. `TryAgain` says when, `GiveUp` that there is no use in it; both carry a
sentence that an operator reads, so: no address, no secret, no name of a person in it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

Handler = Callable[[Mapping[str, Any]], None]
Waker = Callable[["Lane"], None]
LEASE = timedelta(seconds=120)


class Lane(StrEnum):
    """Messages of different lanes never wait for each other."""

    WORK = "work"
    MAIL = "mail"
    PUSH = "push"
    SOUND = "sound"

    @property
    def label(self) -> str:
        """The word an operator reads."""
        return {"work": "Follow-ups", "mail": "E-mail", "push": "Push messages", "sound": "Sound files"}[self.value]


@dataclass(frozen=True)
class Handling:
    """How a topic is carried out. `lease` must be longer than `run` can take, if it runs outside a transaction."""

    run: Handler
    lane: Lane
    outside_transaction: bool
    lease: timedelta


class TryAgain(Exception):
    """It did not work and should be tried again: after `delay`, or when the outbox thinks best."""

    def __init__(self, sentence: str, *, delay: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.delay = delay


class GiveUp(Exception):
    """It cannot work: the message is dead at once, and an operator sees the sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


_handlings: dict[str, Handling] = {}
_waker: list[Waker] = []


def handles(
    topic: str, *, lane: Lane = Lane.WORK, outside_transaction: bool = False, lease: timedelta = LEASE
) -> Callable[[Handler], Handler]:
    """Register the function that carries out messages of `topic`; see the top of this file for the two kinds."""

    def register(handler: Handler) -> Handler:
        if topic in _handlings:
            raise ValueError(f"The topic {topic} has a handler already.")
        _handlings[topic] = Handling(handler, lane, outside_transaction, lease)
        return handler

    return register


def handling_of(topic: str) -> Handling | None:
    """How the topic is carried out; None where nobody handles it."""
    return _handlings.get(topic)


def lane_of(topic: str) -> Lane:
    """The lane that messages of this topic wait in."""
    handling = _handlings.get(topic)
    return handling.lane if handling else Lane.WORK


def set_waker(waker: Waker) -> None:
    """Say how a worker is woken for a lane. It must never raise: the sweep finds what a lost call left."""
    _waker[:] = [waker]


def wake(lanes: Collection[Lane] = (Lane.WORK,)) -> None:
    """Wake a worker for each of these lanes, if somebody said how."""
    for waker in _waker:
        for lane in lanes:
            waker(lane)
