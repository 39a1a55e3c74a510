"""May this use of a test asset go ahead? The live check's rules, on the sandbox's constants.

Nothing here reads a choice, a licence or an asset that somebody has: the one query asks what this partner had its test
artists say. And no live check ever meets a test asset, which has no row anywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from consent.choices.answers import CHOICE_ASK, Answer, Asked, Held, least
from consent.decisions.checks import MODEL_NEEDED, NO_LICENCE, UNKNOWN_EXPERIENCE, Question, Verdict
from consent.decisions.reasons import reason
from consent.sandbox.assets import ARTISTS, ASSETS, BY_ISRC, BY_ISWC, EXPERIENCES, MODEL, PERSONAL, SandboxAsset
from consent.sandbox.models import SandboxChoice
from consent.uses import USES, Need, Use

Said = Mapping[str, Answer]


def check(questions: Sequence[Question], *, partner_team_id: int, at: datetime | None = None) -> list[Verdict]:
    """Answer each question, in order, as `decisions.checks.check` would if the test assets were real. One query.

    An asset that is none of the sandbox's is `unknown_asset`, whoever holds it.
    """
    now = at or timezone.now()
    if not questions:
        return []
    return judged(questions, said_by_artists(partner_team_id), now)


def judged(questions: Sequence[Question], said: Said, now: datetime) -> list[Verdict]:
    """The answers while the test artists say this. No query."""
    return [_verdict(question, said, now) for question in questions]


def said_by_artists(partner_team_id: int) -> dict[str, Answer]:
    """What this partner had its test artists say, by artist. One query."""
    rows = SandboxChoice.objects.filter(team_id=partner_team_id).values_list("artist", "answer")
    return {artist: Answer(answer) for artist, answer in rows}


def asked_about(question: Question) -> SandboxAsset | None:
    """The test asset that the question names, if any: by id, ISRC, ISWC, or as an artist's voice or likeness."""
    if question.asset is not None:
        return ASSETS.get(question.asset)
    if question.isrc:
        return BY_ISRC.get(question.isrc)
    if question.iswc:
        return BY_ISWC.get(question.iswc)
    use = USES.get(question.use)
    kind = Need.LIKENESS if use and Need.LIKENESS in use.needs else Need.VOICE
    return PERSONAL.get((question.artist, kind)) if question.artist else None


def _verdict(question: Question, said: Said, now: datetime) -> Verdict:
    asset, use = asked_about(question), USES.get(question.use)
    if use is None:
        return _deny(["unknown_use"], asset.id if asset else None, now)
    if asset is None:
        return _deny(["unknown_asset"], None, now)
    if asset.kind not in use.subjects:
        return _deny([_misfit(asset.kind, use)], asset.id, now)
    answer, codes = _standing(asset, question, said, now)
    if question.experience is not None:
        answer, codes = Answer.OFF, codes | {EXPERIENCES.get(question.experience, UNKNOWN_EXPERIENCE)}
    if answer is Answer.OFF:
        return _deny(sorted(codes), asset.id, now)
    missing = list(_not_licensed(asset, question))
    asks = [CHOICE_ASK] if CHOICE_ASK in codes else []
    if asks or missing:
        return Verdict("ask", tuple(map(reason, [*asks, *missing])), asset.id, now)
    return _allowed(asset, now)


def _allowed(asset: SandboxAsset, now: datetime) -> Verdict:
    """It may go ahead, under the invented licence that `sandbox.licences` describes."""
    versions = (asset.licence.version,) if asset.licence else ()
    artist = None if asset.kind is Need.COMPOSITION else ARTISTS[asset.artist].name
    return Verdict("allow", (reason("licensed"),), asset.id, now, versions, None, asset.title, artist)


def _standing(asset: SandboxAsset, question: Question, said: Said, now: datetime) -> tuple[Answer, frozenset[str]]:
    """What the holders' choices come to: the reference for the live standing, on invented holders."""
    asked = Asked(None, question.territory, question.at or now)
    answer, codes = least(holders(asset, said), asked)
    # What nobody knows, no test artist can say yes to.
    return (Answer.OFF, codes | set(asset.unknown)) if asset.unknown else (answer, codes)


def holders(asset: SandboxAsset, said: Said) -> tuple[Held, ...]:
    """The choices that stand for an asset. A yes put into the artist's mouth is everybody's; a no is the artist's."""
    match said.get(asset.artist):
        case None:
            return asset.holders
        case Answer.ON:
            return (Held(Answer.ON),)
        case answer:
            return (*asset.holders, Held(answer))


def _not_licensed(asset: SandboxAsset, question: Question) -> Iterator[str]:
    licence = asset.licence
    trains = question.use == "train"
    if licence is None or licence.ended:
        covered = False
    else:
        here = not licence.territories or question.territory in licence.territories
        covered = here and (not trains or question.model == MODEL)
    if not covered:
        yield MODEL_NEEDED if trains and not question.model else NO_LICENCE


def _deny(codes: Sequence[str], asset: UUID | None, now: datetime) -> Verdict:
    return Verdict("deny", tuple(map(reason, codes)), asset, now)


def _misfit(kind: Need, use: Use) -> str:
    return "recording_needed" if use.subject is Need.RECORDING and kind in use.needs else "use_not_for_asset"
