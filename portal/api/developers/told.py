"""The events that a partner's server can be told, for the guide to webhooks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from portal.api.developers.samples import Code
from portal.api.partner_events import partner_events, payload


@dataclass(frozen=True)
class Told:
    """A type of event: when it comes, and what arrives."""

    name: str
    label: str
    says: str
    body: Code


def events() -> Sequence[Told]:
    """Each of them, by name."""
    return [
        Told(one.name, one.label, one.says, Code("json", json.dumps(payload(one.name), indent=2)))
        for one in partner_events()
    ]
