"""What is held about a person: said on a page, and given to them as a file."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from artists.access import require_fresh_proof
from portal.ops import own_data
from portal.site.htmx import render_page
from portal.site.person import person_of
from portal.site.scoping import proof_of


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is in the file, and what is not."""
    return render_page(request, "site/account/data.html", {})


@never_cache
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """All of it as JSON. It takes a fresh proof of who one is: whoever finds a screen open must not carry this away."""
    person, now = person_of(request), timezone.now()
    require_fresh_proof(proof_of(request), now=now)
    said: dict[str, Any] = {
        "about": person.email,
        "made_at": now,
        "held": {label: found for label, rows in own_data.tables(person) if (found := list(rows))},
    }
    body = json.dumps(said, cls=_Encoder, ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="soundcheck-your-data-{now:%Y-%m-%d}.json"'
    return answer


class _Encoder(DjangoJSONEncoder):
    """Times, numbers and ids as text; of bytes only how many there are."""

    def default(self, o: Any) -> Any:
        """What JSON has no form for."""
        if isinstance(o, bytes | memoryview):
            return f"{len(o)} bytes"
        return str(o) if not hasattr(o, "isoformat") else super().default(o)
