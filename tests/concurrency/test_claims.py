"""Two operators answer one claim at once, on real transactions: one answer counts."""

import pytest

from artists.access import Conflict
from artists.journal.models import Entry
from consent.claims.answering import answer
from consent.claims.models import Claim
from consent.reports.models import Output
from tests import cast as cast_module
from tests.cast import acting
from tests.concurrency.test_choices import at_once
from tests.support.claiming import an_output, claimed

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_answers_at_once_one_counts() -> None:
    people = cast_module.cast()
    output = an_output(people)
    claim, olu = claimed(output), acting(people.olu, people.operator)
    done = at_once(
        lambda: answer(claim, "uphold", "It is theirs.", actor=olu),
        lambda: answer(claim, "dismiss", "They agreed.", actor=olu),
    )
    assert sum(isinstance(one, Conflict) for one in done) == 1
    state, gone = Claim.objects.get().state, Output.objects.get().gone
    assert (state, gone) in (("upheld", "claim"), ("dismissed", ""))
    assert Entry.objects.filter(type="claim.answered").count() == 1
