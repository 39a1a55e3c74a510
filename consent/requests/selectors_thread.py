"""What was said about a request, as far as one team may read it, with the rounds between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from artists.access import Actor
from consent.requests.models import Attachment, Post, Request
from consent.requests.selectors_page import rounds_of


@dataclass(frozen=True)
class Said:
    """A post with its files, or, where `post` is None, a round that came in between."""

    at: datetime
    post: Post | None = None
    files: tuple[Attachment, ...] = ()
    ours: bool = False
    round: int = 0
    by: str = ""


@dataclass(frozen=True)
class Thread:
    """Everything said, oldest first, and the clips to listen to, newest first."""

    said: tuple[Said, ...]
    clips: tuple[Attachment, ...]

    @property
    def posts(self) -> int:
        """How many posts."""
        return sum(one.post is not None for one in self.said)


def thread_of(request: Request, actor: Actor) -> Thread:
    """The thread. Three queries, and no file is read."""
    posts = Post.objects.visible_to(actor).filter(request=request).select_related("team", "posted_by")
    files = Attachment.objects.visible_to(actor).filter(request=request).select_related("team").defer("content")
    found = list(files)
    said = [
        Said(one.posted_at, one, tuple(_of(one, found)), one.team_id == actor.team_id, by=one.team.name)
        for one in posts
    ]
    said += [
        Said(one.proposed_at, round=one.number, by=one.proposed_for.name, ours=one.proposed_for_id == actor.team_id)
        for one in rounds_of(request)[1:]
    ]
    clips = [one for one in found if one.kind == Attachment.Kind.CLIP]
    return Thread(tuple(sorted(said, key=lambda one: one.at)), tuple(reversed(clips)))


def _of(post: Post, files: Sequence[Attachment]) -> list[Attachment]:
    return [one for one in files if one.post_id == post.pk]
