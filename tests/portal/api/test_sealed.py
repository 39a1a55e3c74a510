"""What the asking side reads is the same to the byte whoever voted how: over the API, and on its pages."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.requests.models import Request
from tests.cast import Cast
from tests.portal.api.asking import Asker, asker, says, song
from tests.support.signing_in import signed_in

OPEN: tuple[Mapping[str, bool], ...] = (
    {},
    {"artist": True},
    {"artist": False},
    {"label": False, "publisher": False},
    {"label": True, "publisher": True},
    {"artist": False, "label": True},
)
REFUSED: tuple[Mapping[str, bool], ...] = (
    {"artist": False, "label": False, "publisher": False},
    {"artist": True, "label": False, "publisher": True},
    {"artist": False, "label": True, "publisher": True},
    {"artist": True, "label": True, "publisher": False},
)


@pytest.fixture
def versao(cast: Cast) -> Asker:
    return asker()


@pytest.mark.parametrize("histories", [OPEN, REFUSED], ids=["open", "refused"])
def test_answers_that_differ_only_in_sealed_votes_read_alike(
    cast: Cast, versao: Asker, histories: tuple[Mapping[str, bool], ...]
) -> None:
    vera = signed_in(versao.team.memberships.get().person)
    read = []
    now = timezone.now()
    for number, votes in enumerate(histories):
        sent = versao.ask(song(cast, f"Song {number}"))
        says(cast, sent["id"], **votes)
        request = Request.objects.get(pk=int(sent["id"][2:]))
        closed = now if request.closed_at else None
        Request.objects.filter(pk=request.pk).update(
            opened_at=now, deadline_at=now.replace(year=now.year + 1), closed_at=closed, again_at=closed
        )
        read.append(_read(versao, vera, request))
    for which in zip(*read, strict=True):
        assert list(which) == [which[0]] * len(which)


def _read(versao: Asker, vera: Client, request: Request) -> tuple[str, ...]:
    """All that the partner can read of a request, without what names this one."""
    slug = versao.team.slug
    texts = [
        versao.get(f"requests/{request.reference}").content.decode(),
        versao.get("requests", limit=1).content.decode(),
        versao.get("licences", limit=1).content.decode(),
        versao.get(f"licences/{request.licence.reference}").content.decode(),
        vera.get(reverse("site:requests_sent", args=[slug]))
        .content.decode()
        .partition("<tbody>")[2]
        .partition("</tr>")[0],
        _main(vera.get(reverse("site:request", args=[slug, request.pk])).content.decode()),
    ]
    return tuple(_anonymous(text, request) for text in texts)


def _main(page: str) -> str:
    """The request itself, without the list of the others beside it."""
    return page.partition('class="inbox-detail')[2].partition("</main>")[0]


def _anonymous(text: str, request: Request) -> str:
    [asset] = request.requested.values_list("asset_id", flat=True)
    marks = [str(asset), request.version.sha256, request.reference, request.licence.reference]
    for mark in marks:
        text = text.replace(mark, "…")
    text = re.sub(r"Song \d", "Song", text)
    text = re.sub(r"\b[0-9a-f]{64}\b|[0-9a-f]{8}-[0-9a-f-]{27}", "…", text)
    text = re.sub(r"csrfmiddlewaretoken\" value=\"[^\"]+", "", text)
    text = re.sub(r'"next":"?[^",}]*"?', "", text)
    text = re.sub(r'<span class="cover .*?</svg>', "", text, flags=re.DOTALL)  # drawn from the asset's id
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?", "then", text)
    return re.sub(r"\b\d{1,2}:\d\d\b", "then", text)
