"""The rows of the matrix for webhooks."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.access.people import World
from tests.access.rows import ON, Args, Row, nothing, of_artist, of_team

MANAGE = ("ayla", "marco")


def hook(world: World) -> dict[str, object]:
    """The webhook of the artist's team."""
    return {"pk": world.hook.pk}


def event(world: World) -> dict[str, object]:
    """What it was told in vain."""
    return {**hook(world), "event": world.hook.events.get().pk}


def new_hook(world: World) -> dict[str, object]:
    """Another webhook."""
    return {"name": "Other", "url": "https://other.example.com/", "types": ["choice.changed"], "scheme": "v1"}


def new_key(world: World) -> dict[str, object]:
    """Another key for it."""
    return {"scheme": "v1a", "seen": world.hook.keys.get().pk}


def yesterday(world: World) -> dict[str, object]:
    """From which day on."""
    return {"since": (timezone.now() - timedelta(days=1)).date().isoformat()}


def of_managers(name: str, method: str = "GET", args: Args = nothing, **more: Any) -> Row:
    """For who manages webhooks: the rest of the team is told that it may not."""
    return of_artist(name, method, args, may=MANAGE, **more)


WEBHOOKS = (
    of_managers("site:webhooks"),
    of_team("label", "dana", "site:webhooks", notes="of a label"),
    of_team("publisher", "theo", "site:webhooks", notes="of a publisher"),
    of_team("partner", "rin", "site:webhooks", notes="of a partner"),
    of_team("operator", "olu", "site:webhooks", outcome=403, notes="of the operator"),
    of_managers("site:webhook_new"),
    of_managers("site:webhook_new", "POST", data=new_hook, outcome=201),
    of_managers("site:webhook", args=hook),
    of_team("label", "dana", "site:webhook", args=hook, outcome=404, notes="of others"),
    of_managers("site:webhook_change", args=hook),
    of_managers("site:webhook_change", "POST", hook, data=new_hook, outcome=ON),
    of_team("label", "dana", "site:webhook_change", "POST", hook, data=new_hook, outcome=404, notes="of others"),
    of_managers("site:webhook_key", args=hook),
    of_managers("site:webhook_key", "POST", hook, data=new_key),
    of_team("label", "dana", "site:webhook_key", "POST", hook, data=new_key, outcome=404, notes="of others"),
    of_managers("site:webhook_key_end", "POST", hook, outcome=409),
    of_team("label", "dana", "site:webhook_key_end", "POST", hook, outcome=404, notes="of others"),
    of_managers("site:webhook_test", "POST", hook, outcome=ON),
    of_team("label", "dana", "site:webhook_test", "POST", hook, outcome=404, notes="of others"),
    of_managers("site:webhook_pause", "POST", hook, outcome=ON),
    of_team("label", "dana", "site:webhook_pause", "POST", hook, outcome=404, notes="of others"),
    of_managers("site:webhook_resume", "POST", hook, outcome=409),
    of_team("label", "dana", "site:webhook_resume", "POST", hook, outcome=404, notes="of others"),
    of_managers("site:webhook_again", "POST", hook, data=yesterday, outcome=ON),
    of_team("label", "dana", "site:webhook_again", "POST", hook, data=yesterday, outcome=404, notes="of others"),
    of_managers("site:webhook_event", args=event),
    of_team("label", "dana", "site:webhook_event", args=event, outcome=404, notes="of others"),
    of_managers("site:webhook_event_again", "POST", event, outcome=ON),
    of_team("label", "dana", "site:webhook_event_again", "POST", event, outcome=404, notes="of others"),
    of_managers("site:webhook_delete", args=hook),
    of_managers("site:webhook_delete", "POST", hook, outcome=ON),
    of_team("label", "dana", "site:webhook_delete", "POST", hook, outcome=404, notes="of others"),
)
