"""What can be asked and what can be answered: public, the same for everybody, kept in caches for a while."""

from django.http import HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Router
from ninja.decorators import decorate_view

from consent.decisions.reasons import every_reason
from consent.uses import USES, VOCABULARY, Use, text_of
from portal.api.schemas import ProblemOut, ReasonOut, ReasonsOut, UseOut, UseTextOut, VocabularyOut

router = Router(tags=["Vocabulary"])
_PROBLEMS = {406: ProblemOut, 500: ProblemOut}


@router.get("/uses", response={200: VocabularyOut, **_PROBLEMS}, operation_id="uses", summary="All uses")
@decorate_view(cache_control(public=True, max_age=3600), conditional_page)
def uses(request: HttpRequest) -> VocabularyOut:
    """Each use, what it needs, and the words beside its switch with their version and hash."""
    return VocabularyOut(vocabulary=VOCABULARY, uses=[_use(use) for use in USES.values()])


@router.get("/reasons", response={200: ReasonsOut, **_PROBLEMS}, operation_id="reasons", summary="All reasons")
@decorate_view(cache_control(public=True, max_age=3600), conditional_page)
def reasons(request: HttpRequest) -> ReasonsOut:
    """Each reason an answer can give."""
    return ReasonsOut(reasons=[ReasonOut(code=one.code, sentence=one.sentence) for one in every_reason()])


def _use(use: Use) -> UseOut:
    text = text_of(use.code)
    return UseOut(
        code=use.code,
        label=use.label,
        subjects=sorted(use.subjects),
        needs=sorted(use.needs),
        final=use.final,
        text=UseTextOut(
            version=text.version,
            sha256=text.sha256,
            means=text.means,
            examples=list(text.examples),
            never=text.never,
            cannot_undo=text.cannot_undo,
        ),
    )
