"""Outputs as evidence: what `consent.decisions.voices` may believe of one when a platform is shown its id."""

from uuid import UUID

from consent.decisions.voices import Registered, register_outputs
from consent.reports.models import Output


def find(output: UUID) -> Registered | None:
    """A live output and its parts, or None. Two queries."""
    found = Output.objects.filter(pk=output, test=False).prefetch_related("parts").first()
    if found is None:
        return None
    parts = tuple((one.asset_id, one.use, one.version_id) for one in found.parts.all())
    gone = found.gone != Output.Gone.UP
    return Registered(found.partner_id, parts, found.made_at, gone, found.title, found.sha256)


register_outputs(find)
