"""What the page of something made says of its making: by whom, with what, which files, allowed when, reported when."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from consent.decisions.models import Permit
from consent.licences.offer import Tool
from consent.making.fan import Fan
from consent.making.models import File, Making
from consent.making.states import State
from consent.reports.models import Line


@dataclass(frozen=True)
class Whence:
    """How it came about: the first permit, and the lines that reported it. None where there is none yet."""

    permit: UUID | None = None
    allowed_at: datetime | None = None
    lines: tuple[UUID, ...] = ()
    reported_at: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """One making as its page shows it; `files` by role, with their sounds."""

    making: Making
    tool: Tool
    files: dict[str, File]
    whence: Whence = field(default_factory=Whence)

    @property
    def signed(self) -> bool:
        """Whether every sound of it carries content credentials of ours."""
        sounds = [one.sound for one in self.files.values() if one.sound]
        return bool(sounds) and all(sound.credentials for sound in sounds)

    def is_of(self, fan: Fan) -> bool:
        """Whether this fan made it."""
        if self.making.person_id is not None:
            return fan.person == self.making.person_id
        return bool(self.making.visitor) and fan.visitor == self.making.visitor

    def is_open_to(self, fan: Fan) -> bool:
        """Whether this fan may see it at all."""
        return self.making.public or self.is_of(fan)


def shown_of(output: UUID) -> Shown | None:
    """The making behind an output; None where its partner made it elsewhere. Five queries."""
    rows = Making.objects.select_related("experience__partner", "asset__artist", "featured_for")
    making = rows.filter(output_id=output, state=State.READY).first()
    if making is None:
        return None
    files = File.objects.filter(making=making).select_related("sound").order_by("pk")
    return Shown(making, Tool(making.experience.tool), {one.role: one for one in files}, _whence(making))


def _whence(making: Making) -> Whence:
    permits = list(Permit.objects.filter(pk__in=_permits(making)).order_by("issued_at"))
    lines = list(Line.objects.filter(permit_id__in=[one.pk for one in permits], reverses=None, test=False))
    taken_back = Line.objects.filter(reverses__in=[one.pk for one in lines])
    return Whence(
        permits[0].pk if permits else None,
        permits[0].issued_at if permits else None,
        (*(one.pk for one in lines), *taken_back.values_list("pk", flat=True)) if lines else (),
        min((one.received_at for one in lines), default=None),
    )


def _permits(making: Making) -> list[UUID]:
    """The ids that the studio noted; what is none of them is passed over."""
    found = []
    try:
        noted = json.loads(making.permit or "{}")
        values = list(noted.values()) if isinstance(noted, dict) else []
    except ValueError:
        values = []
    for value in values:
        try:
            found.append(UUID(str(value)))
        except ValueError:
            continue
    return found
