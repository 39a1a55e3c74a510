"""The studio's queue: `celery -A portal worker -Q studio`. The broker only wakes it; what waits is in the table."""

from functools import cache

import structlog
from celery import shared_task
from django.conf import settings

from consent.making import benches, waking, work
from portal.studio import look
from portal.studio.client import Api, Credentials, Unreachable
from portal.studio.making import make
from portal.studio.providers import Local, OverHTTP, Provider
from portal.studio.runner import Limits

logger = structlog.get_logger(__name__)

_LONGEST = 900  # a tool's whole run, and opening and keeping the music round it


@shared_task(  # type: ignore[untyped-decorator]  # celery ships no types
    name="portal.studio.tasks.work_off", soft_time_limit=_LONGEST - 60, time_limit=_LONGEST
)
def work_off() -> int:
    """Make what has waited longest, and wake the next worker if more waits; return how many were taken."""
    if not settings.STUDIO.on:
        return 0
    _look_once()
    return make_next()


@shared_task(name="portal.studio.tasks.look_round")  # type: ignore[untyped-decorator]
def look_round() -> None:
    """Note which tools this machine can run."""
    note_what_is_missing()


def make_next() -> int:
    """Make one thing; return how many were taken."""
    try:
        api = Api(settings.STUDIO.api, credentials())
    except Unreachable as error:
        logger.warning("studio_has_no_client", error=str(error))
        return 0
    try:
        making = work.take()
        if making is None:
            return 0
        make(making, api, providers())
    finally:
        api.close()
    if work.is_due():
        waking.wake()
    return 1


def note_what_is_missing() -> None:
    """A tool that is made elsewhere lacks nothing here."""
    elsewhere = dict.fromkeys(settings.STUDIO.providers, "")
    benches.note(look.what_is_missing() | elsewhere)


def credentials() -> Credentials:
    """Who the studio is: from the environment, or the file that the demonstration writes."""
    studio = settings.STUDIO
    if studio.client_id and studio.client_secret:
        return Credentials(studio.client_id, studio.client_secret)
    return Credentials.of_file(studio.client_file)


def providers() -> dict[str, Provider]:
    """Who makes what: this machine, but for the tools that the configuration gives to others."""
    studio = settings.STUDIO
    limits = Limits(seconds=studio.seconds, memory_mb=studio.memory_mb)
    found: dict[str, Provider] = {tool: Local(limits) for tool in look.TOOLS}
    return found | {
        tool: OverHTTP(one["url"].rstrip("/"), one.get("key", ""), limits) for tool, one in studio.providers.items()
    }


@cache
def _look_once() -> None:
    """When a worker's process begins."""
    note_what_is_missing()
