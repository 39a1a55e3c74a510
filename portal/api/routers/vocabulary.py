"""What can be asked and what can be answered: public, the same for everybody, kept in caches for a while."""

from django.http import HttpRequest
from ninja import Router
from ninja.decorators import decorate_view

from consent.decisions.reasons import every_reason
from consent.uses import USES, VOCABULARY, Use, text_of
from portal.api import schemas
from portal.api.caching import public_document

router = Router(tags=["Vocabulary"])
_PROBLEMS = {406: schemas.Problem, 500: schemas.Problem}


@router.get("/uses", response={200: schemas.Vocabulary, **_PROBLEMS}, operation_id="uses", summary="All uses")
@decorate_view(public_document)
def uses(request: HttpRequest) -> schemas.Vocabulary:
    """Each use, what it needs, and the words beside its switch with their version and hash."""
    return schemas.Vocabulary(vocabulary=VOCABULARY, uses=[_use(use) for use in USES.values()])


@router.get("/reasons", response={200: schemas.Reasons, **_PROBLEMS}, operation_id="reasons", summary="All reasons")
@decorate_view(public_document)
def reasons(request: HttpRequest) -> schemas.Reasons:
    """Each reason an answer can give."""
    return schemas.Reasons(reasons=[schemas.Reason(code=one.code, sentence=one.sentence) for one in every_reason()])


def _use(use: Use) -> schemas.Use:
    text = text_of(use.code)
    return schemas.Use(
        code=use.code,
        label=use.label,
        subjects=sorted(use.subjects),
        needs=sorted(use.needs),
        final=use.final,
        text=schemas.UseText(
            version=text.version,
            sha256=text.sha256,
            means=text.means,
            examples=list(text.examples),
            never=text.never,
            cannot_undo=text.cannot_undo,
        ),
    )
