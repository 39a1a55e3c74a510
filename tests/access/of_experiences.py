"""The rows of the matrix for a holder's pages of experiences: whoever may answer may stop, choose and keep out."""

from consent.experiences.models import Experience, Word
from consent.making.models import Ban, Making
from tests.access.of_claims import the_output
from tests.access.people import World
from tests.access.rows import ON, Row, of_artist, of_team
from tests.support import experiencing

CHOOSE = ("ayla", "marco", "ed", "mara")


def experience(world: World) -> Experience:
    """One on her own track."""
    found = Experience.objects.filter(partner=world.cast.partner, slug="of-experiences").first()
    return found or experiencing.live(world.cast.partner, [world.cast.artist], [world.own], slug="of-experiences")


def one(world: World) -> dict[str, object]:
    """Its address."""
    return {"pk": experience(world).pk}


def making(world: World) -> dict[str, object]:
    """Something a fan made with one."""
    found = Making.objects.get(output=the_output(world))
    return {"pk": found.experience_id, "making": found.pk}


def word(world: World) -> dict[str, object]:
    """A word of her list."""
    artist = world.cast.artist
    return {"word": Word.objects.get_or_create(team=artist, word="tax", added_at=artist.created_at)[0].pk}


def ban(world: World) -> dict[str, object]:
    """Somebody she keeps out."""
    artist = world.cast.artist
    found = Ban.objects.filter(team=artist).first() or Ban.objects.create(
        person=world.cast.fay, team=artist, because="x", banned_at=artist.created_at
    )
    return {"ban": found.pk}


EXPERIENCES: tuple[Row, ...] = (
    of_artist("site:experiences"),
    of_team("label", "dana", "site:experiences", notes="of a label"),
    of_team("partner", "rin", "site:experiences", outcome=404, notes="of a partner"),
    of_artist("site:experience", args=one),
    of_team("label", "dana", "site:experience", args=one, outcome=404, notes="of who holds nothing in it"),
    of_artist("site:experience_pause", args=one),
    of_artist("site:experience_end", args=one),
    of_artist("site:experience_narrow", args=one),
    of_artist(
        "site:experience_narrow", "POST", one, data=lambda w: {"presets": ["slowed"]}, outcome=409,
        may=("ayla", "marco", "ed"), notes="without a request behind it",
    ),
    of_artist("site:experience_pause", "POST", one, outcome=ON, may=CHOOSE),
    of_artist("site:experience_resume", "POST", one, outcome=ON, may=CHOOSE),
    of_artist("site:experience_end", "POST", one, outcome=ON, may=CHOOSE),
    of_artist("site:experience_feature", "POST", making, outcome=ON, may=CHOOSE),
    of_artist("site:experience_down", args=making),
    of_artist("site:experience_ban", args=making),
    of_artist(
        "site:experience_ban", "POST", making, data=lambda w: {"period": "month", "because": "x"}, outcome=ON,
        may=CHOOSE,
    ),
    of_artist("site:experience_down", "POST", making, data=lambda w: {"words": "x"}, outcome=ON, may=CHOOSE),
    of_team("label", "dana", "site:experience_down", args=making, notes="of another side of it"),
    of_artist("site:experience_words"),
    of_artist("site:experience_words", "POST", data=lambda w: {"word": "tax"}, outcome=ON, may=CHOOSE),
    of_artist("site:experience_word_remove", "POST", word, outcome=ON, may=CHOOSE),
    of_artist("site:experience_bans"),
    of_artist("site:experience_ban_lift", "POST", ban, outcome=ON, may=CHOOSE),
)  # fmt: skip
