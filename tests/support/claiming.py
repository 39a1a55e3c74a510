"""Things that were made, and what people say of them."""

from typing import Any

from artists.catalog.models import Asset
from consent.claims.models import Claim
from consent.claims.opening import Said, open_claim
from consent.experiences.models import Experience
from consent.making.fan import Fan
from consent.making.models import Making
from consent.reports.models import Output
from tests.cast import Cast
from tests.support import experiencing
from tests.support.reporting import line, open_track, rin, sent, the_licence

VISITOR = Fan(None, "v" * 64, "a" * 64)


def stranger(number: int) -> Fan:
    """Another browser from another address each time."""
    return Fan(None, f"{number:064d}", f"{number:064x}a"[:64])


def an_output(cast: Cast, reference: str = "o-1", *, asset: Asset | None = None, **changed: Any) -> Output:
    """Something the partner made of one of the cast's tracks and registered, with a licence."""
    made = {
        "id": reference, "title": "In the rain", "kind": "audio", "contains_ai": "Partly",
        "url": "https://halcyon.example/o",
    }  # fmt: skip
    track = asset or open_track(cast)
    sent(rin(cast), line(track, the_licence(cast), f"l-{reference}", outputs=[made | changed]))
    return Output.objects.get(reference=reference)


def a_making(cast: Cast, output: Output, *, asset: Asset | None = None, **changed: Any) -> Making:
    """The fan's making behind an output, in an experience of the partner's."""
    track = asset or Asset.objects.get(pk=output.parts.values_list("asset_id", flat=True)[0])
    experience = Experience.objects.filter(assets=track).first() or experiencing.live(
        cast.partner, [cast.artist, cast.label, cast.publisher], [track]
    )
    values: dict[str, Any] = {
        "experience": experience, "asset": track, "person": cast.fay, "state": "ready", "output": output,
        "public": True, "asked_at": output.made_at, "ended_at": output.registered_at, "percent": 100,
    }  # fmt: skip
    return Making.objects.create(**values | changed)


def claimed(output: Output, kind: str = "rights", *, fan: Fan = VISITOR, email: str = "") -> Claim:
    """Somebody says so."""
    return open_claim(output, Said(kind, "This is my song.", email), fan=fan)
