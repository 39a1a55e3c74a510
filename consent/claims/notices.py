"""Notices of claims: to the operators what waits, to partner and holders what was reported and what came of it, to the
person who reported it the answer, and to the fan whose it was a kind word."""

from collections.abc import Iterator

from artists.access import Permission, TeamKind
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from artists.teams.models import Team
from consent.claims import entries as acts
from consent.claims.models import Claim
from consent.claims.states import Kind, State
from consent.making.models import Making

TO_ANSWER = register("claims.waiting", "A claim to answer", group="protection", permission=Permission.ANSWER_CLAIMS)
CLAIMED = register("claims.opened", "Something made was reported", group="protection", permission=Permission.VIEW)
ANSWERED = register("claims.answered", "A claim was answered", group="protection", permission=Permission.VIEW)
YOURS = register("claims.yours", "Your report was answered", group="protection", permission=None)
TAKEN_DOWN = register("claims.taken_down", "Something you made was taken down", group="protection", permission=None)

_CLAIMED = {
    Kind.RIGHTS: "Somebody says that they hold rights in it and did not agree.",
    Kind.HARM: "Somebody says that it is harmful or hateful.",
    Kind.LABEL: "Somebody says that its label or credit is wrong.",
}
_CAME_TO = {
    State.UPHELD: "It was taken down",
    State.MENDED: "Its page was mended",
    State.DISMISSED: "It stays as it is",
}


def opened(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Operators have a claim to answer; the others read that there is one, and whether it plays meanwhile."""
    for claim, teams in _claims(entries):
        if claim.stands is not State.OPEN:
            continue
        operators, others = _sides(teams)
        title = f"{claim.output.title}: {claim.what.short.lower()} ({claim.reference})"
        words = Words(title, _CLAIMED[claim.what], button="Read and answer")
        yield Told(
            TO_ANSWER, _fold(claim), dict.fromkeys(operators, words), place=("claim", claim.pk),
            closes_at=claim.answer_due_at, needs_answer=True,
        )  # fmt: skip
        silent = " It does not play until we have looked." if claim.hides else ""
        said = Words(
            f"Somebody reported {claim.output.title}", f"{_CLAIMED[claim.what]}{silent} We answer, and tell you.",
            button="See its page",
        )  # fmt: skip
        yield Told(CLAIMED, f"{_fold(claim)}:told", dict.fromkeys(others, said), place=("made", claim.output_id))


def answered(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Everybody concerned reads the same sentence."""
    for claim, teams in _claims(entries):
        yield Cured(_fold(claim), outcome=f"{claim.stands.label}.")
        _, others = _sides(teams)
        came = _CAME_TO[claim.stands]
        words = Words(f"{claim.output.title}: {came.lower()}", f"“{claim.sentence}”", button="See its page")
        yield Told(ANSWERED, f"{_fold(claim)}:answer", dict.fromkeys(others, words), place=("made", claim.output_id))
        if claim.person_id and not claim.team_id:
            yours = Words(
                f"Your report {claim.reference}: {came.lower()}", f"“{claim.sentence}”", button="See its page"
            )
            yield Told(YOURS, f"{_fold(claim)}:yours", people={claim.person_id: yours}, place=("made", claim.output_id))
        yield from _to_fan(claim)


def _to_fan(claim: Claim) -> Iterator[Told]:
    """Once for each output, however many claims were answered with it."""
    maker = Making.objects.filter(output_id=claim.output_id).values_list("person_id", flat=True).first()
    if claim.stands is not State.UPHELD or maker is None:
        return
    words = Words(
        f"We took down “{claim.output.title}”",
        f"Somebody asked us to look at it, and this is why it cannot stay: “{claim.sentence}” "
        "Nothing else of yours changes. If you think this is wrong, answer this letter.",
        button="See its page",
    )
    yield Told(TAKEN_DOWN, f"made:{claim.output_id}", people={maker: words}, place=("made", claim.output_id))


def _claims(entries: EntryQuerySet) -> Iterator[tuple[Claim, frozenset[int]]]:
    concerns = {entry.subject_id: frozenset(entry.concerns) for entry in entries}
    found = Claim.objects.filter(pk__in=list(concerns)).select_related("output").order_by("pk")
    for claim in found:
        yield claim, concerns[str(claim.pk)]


def _sides(teams: frozenset[int]) -> tuple[list[int], list[int]]:
    """The operators among them, and the rest."""
    kinds = dict(Team.objects.filter(pk__in=teams).values_list("pk", "kind"))
    operators = sorted(pk for pk, kind in kinds.items() if kind == TeamKind.OPERATOR)
    return operators, sorted(kinds.keys() - set(operators))


def _fold(claim: Claim) -> str:
    return f"claim:{claim.pk}"


tell(opened, acts.OPENED)
tell(answered, acts.ANSWERED)
