"""What fans are told of whom and what they follow: something new by an artist, and changes of one experience."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Told, Words
from consent.experiences import entries as acts
from consent.experiences.models import Experience, Follow, Ingredient
from consent.experiences.states import State

NEW = register("following.new", "Something new by an artist you follow", group="following", permission=None)
CHANGED = register("following.changed", "What you follow opens again, or is over", group="following", permission=None)
_MOST = 50_000  # followers told of one experience


def opened(entries: EntryQuerySet) -> Iterator[Told]:
    """Whoever follows an artist hears that there is something new to do, once, and while it is open."""
    for one, _ in _experiences(entries):
        if one.state != State.LIVE:
            continue
        artists = dict(
            Ingredient.objects.filter(experience=one, asset__artist__isnull=False)
            .order_by("-pk").values_list("asset__artist", "asset__artist__name")
        )  # fmt: skip
        following = Follow.objects.filter(artist__in=artists).order_by("person").values_list("person", "artist")
        names = {person: artists[artist] for person, artist in following[:_MOST] if artist}
        people = {person: _new(one, name) for person, name in names.items()}
        if people:
            yield Told(NEW, f"following:new:{one.pk}", people=people, place=("experience", one.slug))


def changed(entries: EntryQuerySet) -> Iterator[Told]:
    """Whoever follows an experience hears that it is open again, or over."""
    for one, entry in _experiences(entries):
        words = _CHANGES.get(entry.type)
        if words is None or (one.state == State.ENDED) != (entry.type == acts.ENDED):
            continue
        title, text = words
        people = dict.fromkeys(
            Follow.objects.filter(experience=one).values_list("person", flat=True)[:_MOST],
            Words(title.format(title=one.title), text, button="Open its page"),
        )
        if people:
            yield Told(CHANGED, f"following:changed:{one.pk}", people=people, place=("experience", one.slug))


_CHANGES = {
    acts.RESUMED: ("“{title}” is open again", "You can make something with it now."),
    acts.ENDED: ("“{title}” is over", "Nothing new can be made with it. What you made stays yours."),
}


def _new(one: Experience, artist: str) -> Words:
    return Words(f"New by {artist}: {one.title}", "Approved, and open now.", button="See what it is")


def _experiences(entries: EntryQuerySet) -> Iterable[tuple[Experience, Entry]]:
    rows = list(entries)
    found = {str(one.pk): one for one in Experience.objects.filter(pk__in=[row.subject_id for row in rows])}
    return [(found[row.subject_id], row) for row in rows if row.subject_id in found]


tell(opened, acts.LIVE)
tell(changed, acts.RESUMED, acts.ENDED)
