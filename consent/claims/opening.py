"""Somebody says that something made should not be, or not like this."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, many_lines, require
from artists.journal.record import Act, Follows, record
from artists.teams.models import Team
from consent.claims import entries, hiding
from consent.claims.models import Claim
from consent.claims.states import Kind, due_at
from consent.making.fan import Fan
from consent.reports import judging
from consent.reports.models import Output, Part

MOST_WORDS = 2000
AN_HOUR = 5
A_DAY = 20
LETTER = "claims.letter"


@dataclass(frozen=True)
class Said:
    """What somebody wrote. `email` is where the answer goes; whoever is signed in is told anyhow."""

    kind: str
    words: str
    email: str = ""


def open_claim(output: Output, said: Said, *, fan: Fan) -> Claim:
    """File a claim of anybody. The same from the same person while it is open is the first one again.

    Raises `Invalid` for words or a kind that are none, `Conflict` where it is gone already or a test, `Denied`
    (`too_many_claims`) after five in an hour or twenty in a day.
    """
    now = timezone.now()
    kind, words = _kind(said.kind), _words(said)
    with transaction.atomic():
        locked = _up(output.pk)
        if (known := _known(locked.pk, kind, fan)) is not None:
            return known
        _require_few(fan, now)
        claim = Claim(
            output=locked, kind=kind, words=words, email="" if fan.person else said.email, person_id=fan.person,
            visitor=fan.visitor, address=fan.address, hides=hiding.may_hide(kind, locked.pk, fan, now=now),
        )  # fmt: skip
        return _file(claim, now, actor=None)


def ask_to_take_down(output: Output, words: str, *, actor: Actor) -> Claim:
    """A holder asks that this one be taken down; it is silent from now on. Raises as `open_claim`, and `Denied`."""
    require(actor, Permission.CHOOSE)
    now = timezone.now()
    said = Said(Kind.RIGHTS, words)
    text = _words(said)
    with transaction.atomic():
        locked = _up(output.pk)
        if not Output.objects.visible_to(actor).filter(pk=locked.pk).exists():
            raise Denied("not_yours", "Only those whose music this is made of can ask for that.")
        known = Claim.objects.open().filter(output=locked, team_id=actor.team_id).first()
        if known is not None:
            return known
        claim = Claim(
            output=locked, kind=Kind.RIGHTS, words=text, person_id=actor.person_id, team_id=actor.team_id, hides=True
        )
        return _file(claim, now, actor=actor)


def concerned(output: Output) -> frozenset[int]:
    """Who reads of a claim: whoever registered it, the teams whose yes its parts need, and the operators."""
    parts = list(Part.objects.filter(output=output).values_list("asset_id", flat=True))
    operators = Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True)
    return frozenset({output.partner_id, *judging.holders_of(parts), *operators})


def letter(claim: Claim, what: str) -> list[Follows]:
    """The letter to an address that was given with a claim; none where none was."""
    payload = {"claim": str(claim.pk), "what": what}
    return [Follows(LETTER, f"{LETTER}:{claim.pk}:{what}", payload)] if claim.email else []


def _file(claim: Claim, now: datetime, *, actor: Actor | None) -> Claim:
    claim.made_at, claim.answer_due_at = now, due_at(claim.what, at=now)
    claim.save()
    claim.refresh_from_db(fields=["number"])
    data = {
        "claim": str(claim.pk), "number": claim.reference, "output": str(claim.output_id), "kind": claim.kind,
        "hides": claim.hides, "due_at": claim.answer_due_at.isoformat(),
    }  # fmt: skip
    act = Act(entries.OPENED, "claim", str(claim.pk), data, concerned(claim.output))
    record(act, actor=actor, follows=letter(claim, "opened"), at=now)
    return claim


def _kind(code: str) -> Kind:
    try:
        return Kind(code)
    except ValueError:
        raise Invalid("kind_unknown", "Say what is wrong.", field="kind") from None


def _words(said: Said) -> str:
    words = many_lines(said.words, field="words")
    if len(words) > MOST_WORDS:
        raise Invalid("words_long", f"That is longer than {MOST_WORDS:,} characters.", field="words")
    if not words and said.kind != Kind.HARM:
        raise Invalid("words_missing", "Tell us in a sentence or two.", field="words")
    return words


def _up(output_id: UUID) -> Output:
    """The output, locked: a claim and what takes it down come one after the other."""
    locked = Output.objects.select_for_update(of=("self",)).get(pk=output_id)
    if locked.test:
        raise Conflict("a_test", "This is a test, and nothing was made.")
    if locked.gone:
        raise Conflict("gone_already", "This is gone already. Nobody can hear it any more.")
    return locked


def _known(output_id: UUID, kind: Kind, fan: Fan) -> Claim | None:
    """Their own open claim of the same kind. An address alone may be many people's."""
    theirs = Fan(fan.person, fan.visitor, "")
    return Claim.objects.open().filter(hiding.whose(theirs), output_id=output_id, kind=kind, team=None).first()


def _require_few(fan: Fan, now: datetime) -> None:
    theirs = Claim.objects.filter(hiding.whose(fan), made_at__gt=now - timedelta(days=1))
    made = list(theirs.values_list("made_at", flat=True))
    if len(made) >= A_DAY or sum(at > now - timedelta(hours=1) for at in made) >= AN_HOUR:
        raise Denied("too_many_claims", "That is a lot at once. Please wait an hour, or write to us.")
