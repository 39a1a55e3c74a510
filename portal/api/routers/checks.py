"""The question a partner puts: may this use go ahead?"""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from consent.decisions import permits, wishes
from consent.decisions.checks import Question, Verdict, check
from consent.sandbox import answers
from portal.api import schemas
from portal.api.bearer import Partner, PartnerToken
from portal.api.questions import only_known_parameters, understood
from portal.api.rendering import many_answers, one_answer
from portal.api.visits import answered

router = Router(auth=PartnerToken("checks", tests=True), tags=["Checks"])
_PROBLEMS = dict.fromkeys((401, 403, 406, 422, 500), schemas.Problem)


class PartnerRequest(HttpRequest):
    """A request that `PartnerToken` let through."""

    auth: Partner


@router.get(
    "/checks", response={200: schemas.SingleAnswer, **_PROBLEMS}, operation_id="check", summary="Ask one question"
)
def ask_one(request: PartnerRequest, question: Query[schemas.Question]) -> HttpResponse:
    """May this use of this asset go ahead, for you, here, now? Silence is no: only `allow` means yes."""
    only_known_parameters(request.GET)
    questions = understood([question], batch=False)
    [verdict] = _verdicts(request.auth, questions)
    answered(request, questions, [verdict])
    return _answer(one_answer(questions[0], verdict))


@router.post(
    "/checks",
    response={200: schemas.BatchAnswer, 413: schemas.Problem, 415: schemas.Problem, **_PROBLEMS},
    operation_id="checkMany",
    summary="Ask up to 1,000 questions at once",
)
def ask_many(request: PartnerRequest, batch: schemas.Batch) -> HttpResponse:
    """The same question for many assets: one moment for all answers, in the order of the questions.

    Where `permit` is given, an `allow` carries a permit: a signed, short-lived yes that whoever does the work can
    verify without calling us.
    """
    questions = understood(batch.questions, batch=True)
    verdicts = _verdicts(request.auth, questions)
    answered(request, questions, verdicts)
    return _answer(many_answers(questions, verdicts, _permits(request, batch, questions, verdicts)))


def _verdicts(partner: Partner, questions: list[Question]) -> list[Verdict]:
    """A test client asks the sandbox and nothing else; a live one never does."""
    ask = answers.check if partner.test else check
    return ask(questions, partner_team_id=partner.team_id)


def _permits(
    request: PartnerRequest, batch: schemas.Batch, questions: list[Question], verdicts: list[Verdict]
) -> list[permits.Issued | str | None]:
    """What each answer carries: nothing where no permit was wanted."""
    wanted = [
        wishes.Asked(question, verdict, wishes.Wish(asked.permit.quantity, asked.permit.single_use))
        for asked, question, verdict in zip(batch.questions, questions, verdicts, strict=True)
        if asked.permit
    ]
    made = iter(permits.issue(wanted, actor=request.auth.actor, test=request.auth.test) if wanted else [])
    return [next(made) if asked.permit else None for asked in batch.questions]


def _answer(content: bytes) -> HttpResponse:
    # A kept answer would outlive the choice it speaks of.
    return HttpResponse(content, content_type="application/json", headers={"Cache-Control": "no-store"})
