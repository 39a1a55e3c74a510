"""Who may see splits and disputes: the teams of that side, those asked, those with a part, and the operator.

What a label and an artist share of a recording is no business of the song's publisher, though all three see the track.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from artists.access import Actor, Permission, TeamKind
from artists.catalog.models import Embodiment, Holding, Right

if TYPE_CHECKING:
    from consent.splits.models import Dispute, Split  # noqa: F401  (type parameters only)

_OF_A_RECORDING = (Right.PERFORMER, Right.MASTER)


def holds_side(team_id: int) -> Q:
    """Whether the team holds the side of a row that has `asset` and `side`: probed row by row, by index."""
    own = Holding.objects.filter(asset_id=OuterRef("asset_id"), team_id=team_id)
    songs = Embodiment.objects.filter(
        recording_id=OuterRef("asset_id"),
        composition__holdings__team_id=team_id,
        composition__holdings__right=Right.PUBLISHING,
    )
    recording = Q(Exists(own.filter(right__in=_OF_A_RECORDING)))
    return (
        (Q(side__in=["recording", "whole"]) & recording)
        | (Q(side="song") & Q(Exists(own.filter(right=Right.PUBLISHING))))
        | (Q(side="self") & Q(Exists(own.filter(right=Right.SELF))))
        | (Q(side="whole") & Q(Exists(songs)))
    )


class SplitQuerySet(models.QuerySet["Split"]):
    """Splits."""

    def visible_to(self, actor: Actor) -> "SplitQuerySet":
        """Those of sides the team holds, those it has a part of, and those it was asked about."""
        if not actor.has(Permission.SEE_MONEY):
            return self.none()
        if actor.team_kind is TeamKind.OPERATOR:
            return self
        shares = self.model._meta.get_field("shares").related_model._default_manager
        answers = self.model._meta.get_field("answers").related_model._default_manager
        part = Exists(shares.filter(split_id=OuterRef("pk"), team_id=actor.team_id))
        asked = Exists(answers.filter(split_id=OuterRef("pk"), team_id=actor.team_id))
        return self.filter(Q(part) | Q(asked) | holds_side(actor.team_id))


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Disputes."""

    def visible_to(self, actor: Actor) -> "DisputeQuerySet":
        """Those the team raised, those against it, and those over sides it holds; all of them for the operator."""
        if not actor.has(Permission.SEE_MONEY):
            return self.none()
        if actor.team_kind is TeamKind.OPERATOR:
            return self
        return self.filter(Q(raised_for_id=actor.team_id) | Q(against_id=actor.team_id) | holds_side(actor.team_id))

    def open(self) -> "DisputeQuerySet":
        """Not ended: a part waits."""
        return self.filter(ended_at__isnull=True)
