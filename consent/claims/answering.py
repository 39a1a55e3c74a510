"""An operator answers a claim with one sentence: taken down, mended, or left as it is."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid, Permission, one_line, require
from artists.journal.record import Act, Follows, record_many
from consent.claims import entries, opening, states
from consent.claims.models import Claim
from consent.claims.states import State
from consent.reports import entries as reports
from consent.reports.models import Output

MOST_SENTENCE = 600
MOST_CREDIT = 400


def answer(
    claim: Claim, act: str, sentence: str, *, actor: Actor, contains_ai: str = "", credit: str = ""
) -> Sequence[Claim]:
    """Answer a claim; return what was answered by it. Taking down answers every open claim about the same output.

    `contains_ai` and `credit` are what a mended page says from now on; one of them is needed then. Raises `Denied`;
    `Invalid` without a sentence; `Conflict` (`claim_answered`) where somebody else was faster.
    """
    require(actor, Permission.ANSWER_CLAIMS)
    how, said = _act(act), _sentence(sentence)
    mended = _mended(how, contains_ai, credit)
    now = timezone.now()
    with transaction.atomic():
        output = Output.objects.select_for_update(of=("self",)).get(pk=claim.output_id)
        locked = Claim.objects.select_for_update().get(pk=claim.pk)
        if locked.stands is not State.OPEN:
            raise Conflict("claim_answered", f"This was answered meanwhile: {locked.stands.label.lower()}.")
        answered = [locked]
        if how is states.Act.UPHOLD:
            others = Claim.objects.open().filter(output=output).exclude(pk=locked.pk)
            answered += others.select_for_update().order_by("pk")
        for one in answered:
            _answer(one, how, said, mended if one is locked else ("", ""), actor, now)
        _journal(output, answered, how, actor, now)
    return answered


def _answer(claim: Claim, how: states.Act, sentence: str, mended: tuple[str, str], actor: Actor, now: datetime) -> None:
    claim.state = states.TRANSITIONS[claim.stands, how]
    claim.sentence, claim.answered_at, claim.answered_by_id = sentence, now, actor.person_id
    claim.contains_ai, claim.credit = mended
    claim.save()


def _journal(output: Output, answered: Sequence[Claim], how: states.Act, actor: Actor, now: datetime) -> None:
    concerns = opening.concerned(output)
    acts = [
        Act(
            entries.ANSWERED, "claim", str(one.pk),
            {"claim": str(one.pk), "number": one.reference, "output": str(output.pk), "kind": one.kind,
             "state": one.state},
            concerns,
        )
        for one in answered
    ]  # fmt: skip
    follows: list[Follows] = [letter for one in answered for letter in opening.letter(one, "answered")]
    record_many(acts, actor=actor, follows=follows, at=now)
    if how is states.Act.UPHOLD and not output.gone:
        output.gone, output.taken_down_at, output.taken_down_by_id = Output.Gone.CLAIM, now, actor.person_id
        output.save(update_fields=["gone", "taken_down_at", "taken_down_by"])
        data = {"outputs": 1, "output": str(output.pk)}
        down = Act(reports.TAKEN_DOWN, "output", str(output.pk), data, concerns)
        record_many([down], actor=actor, at=now)


def _act(code: str) -> states.Act:
    try:
        return states.Act(code)
    except ValueError:
        raise Invalid("answer_unknown", "Choose an answer.", field="act") from None


def _sentence(text: str) -> str:
    sentence = one_line(text, field="sentence")
    if not sentence:
        raise Invalid("sentence_missing", "Say why, in a sentence: everybody concerned reads it.", field="sentence")
    if len(sentence) > MOST_SENTENCE:
        raise Invalid("sentence_long", f"That is longer than {MOST_SENTENCE} characters.", field="sentence")
    return sentence


def _mended(how: states.Act, contains_ai: str, credit: str) -> tuple[str, str]:
    """What the page says from now on."""
    if how is not states.Act.MEND:
        return "", ""
    line = one_line(credit, field="credit")
    if len(line) > MOST_CREDIT:
        raise Invalid("credit_long", f"That is longer than {MOST_CREDIT} characters.", field="credit")
    if contains_ai and contains_ai not in Output.ContainsAI.values:
        raise Invalid("contains_ai_wrong", "That is none of DDEX's words.", field="contains_ai")
    if not (contains_ai or line):
        raise Invalid("nothing_mended", "Say what the page should say instead.", field="credit")
    return contains_ai, line
