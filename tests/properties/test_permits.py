"""Rule 4 of the language for permits: after any history a permit counts only while the reference still allows it.

The reference works from choices alone, never from the standings, covers or permits that the code reads.
"""

from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from artists.teams.actors import actor_for_client
from consent.choices.answers import Answer, Asked
from consent.choices.models import Standing
from consent.decisions import permits, status, wishes
from consent.decisions.checks import Question, check
from consent.decisions.models import Permit
from consent.uses import USES, Need
from tests.properties.test_standing import Histories, Reference
from tests.support.licences import MODEL


class PermitHistories(Histories):
    """The same histories, with a partner that takes whatever permits it can get in between."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: set[UUID] = set()

    @rule()
    def take_permits(self) -> None:
        assets = [*self.tracks.values(), self.song, self.people.voice]
        asked = [
            Question(use.code, asset.pk, None, "DE", MODEL.label)
            for asset in assets
            for use in USES.values()
            if Need(asset.kind) in use.subjects
        ]
        verdicts = check(asked, partner_team_id=self.people.partner.pk)
        wanted = [wishes.Asked(q, v, wishes.Wish()) for q, v in zip(asked, verdicts, strict=True)]
        made = permits.issue(wanted, actor=actor_for_client("halcyon", self.people.partner.pk))
        for verdict, one in zip(verdicts, made, strict=True):
            assert isinstance(one, permits.Issued) == (verdict.answer == "allow")

    @invariant()
    def a_permit_counts_exactly_while_everybody_still_says_yes(self) -> None:
        before = set(Permit.objects.outstanding(now=timezone.now()).values_list("pk", flat=True))
        status.call_back()
        now, reference = timezone.now(), Reference()
        known = set(Standing.objects.values_list("asset_id", "use"))
        every = {asset.pk: asset for asset in [*self.tracks.values(), self.song, self.people.voice]}
        for permit in Permit.objects.filter(pk__in=before):
            asked = Asked(permit.partner_id, permit.territory, now)
            still = reference.answer(every[permit.asset_id], USES[permit.use], asked) is Answer.ON
            allowed = still and (permit.asset_id, permit.use) in known
            assert (permit.revoked_at is None) == allowed, (permit.use, permit.asset_id)
        # What was once called back never counts again, whatever is answered later.
        assert not Permit.objects.filter(pk__in=self.gone, revoked_at__isnull=True).exists()
        self.gone = set(Permit.objects.filter(revoked_at__isnull=False).values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_permit_never_outlives_the_yes_after_any_history() -> None:
    run_state_machine_as_test(
        PermitHistories,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
