"""Words that artists do not want said or written in what is made of their music: each team keeps its own list."""

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid, Permission, one_line, require
from artists.catalog.models import Holding
from artists.journal.record import Act as Entry
from artists.journal.record import record
from artists.teams.models import Team
from consent.experiences import entries
from consent.experiences.models import Experience, Word
from consent.experiences.reading import terms_of

MOST = 500
LONGEST = 60


def unwanted_of(experience: Experience) -> frozenset[str]:
    """Every word not wanted in it, in small letters: those of its terms, and of all who hold what it is made of."""
    offer = terms_of(experience).offer
    holders = Holding.objects.filter(asset__in=experience.ingredients.values("asset"))
    listed = Word.objects.filter(team__in=holders.values("team")).values_list("word", flat=True)
    return frozenset(word.casefold() for word in (*listed, *(offer.unwanted if offer else ())))


def add(word: str, *, actor: Actor) -> Word:
    """List a word for the team. Listed already, nothing changes. It counts for the next thing a fan asks for.

    Raises `Invalid` (`word`), `Conflict` (`too_many_words`).
    """
    require(actor, Permission.CHOOSE)
    plain = one_line(word, field="word").casefold()
    if not 1 <= len(plain) <= LONGEST:
        raise Invalid("word", f"Give one word, or a few, of up to {LONGEST} letters.", field="word")
    now = timezone.now()
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=actor.team_id)
        mine = Word.objects.filter(team_id=actor.team_id)
        if mine.count() >= MOST:
            raise Conflict("too_many_words", f"A list has {MOST} words at most. Take one off first.")
        one, made = mine.get_or_create(
            team_id=actor.team_id, word=plain, defaults={"added_at": now, "added_by_id": actor.person_id}
        )
        if made:
            record(Entry(entries.WORD_ADDED, "word", str(one.pk), {"word": plain}), actor=actor, at=now)
    return one


def remove(word: Word, *, actor: Actor) -> None:
    """Take a word off the team's list. Gone already, nothing happens."""
    require(actor, Permission.CHOOSE)
    with transaction.atomic():
        gone, _ = Word.objects.filter(pk=word.pk, team_id=actor.team_id).delete()
        if gone:
            record(Entry(entries.WORD_REMOVED, "word", str(word.pk), {"word": word.word}), actor=actor)
