"""What fans do: open to everybody, for what is made needs no account; following takes one."""

from uuid import UUID

from django.utils import timezone

from artists.catalog.models import Artist
from consent.choices.actions import choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.experiences.models import Experience
from consent.making.models import Making
from consent.making.states import State as Stage
from tests.access.people import World
from tests.access.rows import ON, Row, everybody, public, signed_in
from tests.cast import acting, track
from tests.consent.decisions.scenes import consent
from tests.support.experiencing import OFFER, live


def experience(world: World) -> Experience:
    """One that is open, of a track whose one holder allows it."""
    found = Experience.objects.filter(title=OFFER.title).first()
    if found is not None:
        return found
    sol, team = Artist.objects.get(slug="sol-strange"), world.cast.other_artist
    theirs = track("Saltglass", sol, performer=team, publishing=(team,))
    choose_for_tracks(
        [theirs.pk], "remix", State(Answer.ON), actor=acting(world.cast.stranger, team), consent=consent("remix")
    )
    return live(world.cast.partner, [team], [theirs])


def slug(world: World) -> dict[str, object]:
    """Its address."""
    return {"slug": experience(world).slug}


def made_by_fay(world: World) -> dict[str, object]:
    """Something of Fay's that came to nothing."""
    one, now = experience(world), timezone.now()
    found, _ = Making.objects.get_or_create(
        experience=one, person=world.cast.fay, defaults={
            "asset": one.assets.first(), "state": Stage.CANCELLED.value, "asked_at": now, "ended_at": now,
        },
    )  # fmt: skip
    return {"pk": found.pk}


def of_fay(name: str, method: str, outcome: int | str = 200) -> Row:
    """Her own; it does not exist for anybody else."""
    return Row(name, method, {**everybody(404), "fay": outcome}, made_by_fay)


KEY = UUID("018f0000-0000-7000-8000-000000000001")

FANS = (
    public("fans:play", query="q=saltgas&kind=remix_lab"),
    public("fans:country"),
    Row("fans:country", "POST", everybody(ON), data=lambda w: {"country": "DE", "next": "/play/"}),
    public("fans:experience", slug),
    Row(
        "fans:experience", "POST", everybody(ON), slug,
        data=lambda w: {"key": str(KEY), "preset": "slowed", "strength": "60", "start": "0", "length": "30",
                        "asset": "", "sentence": "0", "name": "Fay", "old_enough": "1"},
    ),
    signed_in("fans:follow_experience", "POST", slug, outcome=ON, data=lambda w: {"follow": "1"}),
    signed_in("fans:follow_experience", "GET", slug, outcome=ON),
    signed_in("fans:follow_artist", "POST", lambda w: {"slug": w.cast.ayla_marsh.slug}, outcome=ON),
    signed_in("fans:follow_artist", "GET", lambda w: {"slug": w.cast.ayla_marsh.slug}, outcome=ON),
    public("fans:mine"),
    of_fay("fans:making", "GET"),
    of_fay("fans:making_cancel", "POST", ON),
    of_fay("fans:making_show", "POST", ON),
    of_fay("fans:making_remove", "GET"),
    of_fay("fans:making_remove", "POST", ON),
    public("fans:picture_of_experience", slug),
    public("fans:picture_of_artist", lambda w: {"slug": w.cast.ayla_marsh.slug}),
    public("fans:picture_of_made", lambda w: {"pk": KEY}, outcome=404),
)  # fmt: skip
