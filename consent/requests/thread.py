"""What people say about a request, and the files and clips they add. No post is a vote, and none shows one."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.journal.record import Act as Entry
from artists.journal.record import record
from consent.requests import entries, resolve
from consent.requests.models import Attachment, Post, Request

MOST_FILES, MOST_OF_A_TEAM = 5, 60
LARGEST_FILE, LARGEST_CLIP = 5 * 1024 * 1024, 10 * 1024 * 1024
MOST_POSTS_AN_HOUR = 60
AUDIO = frozenset({"audio/mpeg", "audio/wav", "audio/ogg", "audio/flac", "audio/mp4"})
SHOWN = frozenset({"image/png", "image/jpeg"})
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/plain": (".txt",),
    "text/csv": (".csv",),
    "audio/mpeg": (".mp3",),
    "audio/wav": (".wav",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/flac": (".flac",),
    "audio/mp4": (".m4a", ".mp4"),
}


@dataclass(frozen=True)
class Upload:
    """A file as it came in: its name, and all of its bytes."""

    name: str
    content: bytes


def post(request: Request, body: str, audience: str, *, files: Sequence[Upload] = (), actor: Actor) -> Post:
    """Say something about a request, to everyone in it, among the holders, or within the team.

    Raises `Denied` (under a mandate; a partner to the holders), `Invalid` (nothing said, a file we do not take),
    `Conflict` (too much of it).
    """
    _require_may_write(request, actor)
    words = body.strip()
    if audience not in Post.Audience.values:
        raise Invalid("audience", "Choose who reads it.", field="audience")
    if audience == Post.Audience.HOLDERS and actor.team_id == request.partner_id:
        raise Denied("not_a_holder", "What holders say among themselves is theirs.")
    if not words and not files:
        raise Invalid("body", "Write something, or add a file.", field="body")
    if len(words) > 4000 or "\x00" in words:
        raise Invalid("body", "Use 4,000 characters at most.", field="body")
    if len(files) > MOST_FILES:
        raise Invalid("files", f"Add {MOST_FILES} files at most to one message.", field="files")
    kinds = [_known(one, LARGEST_FILE) for one in files]
    now = timezone.now()
    with transaction.atomic():
        locked = resolve.lock(request)
        _require_room(locked, len(files), actor, now)
        made = Post.objects.create(
            request=locked, team_id=actor.team_id, audience=audience, body=words, posted_at=now,
            posted_by_id=actor.person_id,
        )  # fmt: skip
        for one, content_type in zip(files, kinds, strict=True):
            _keep(locked, one, content_type, Attachment.Kind.FILE, made, actor, now)
        data = {"post": made.pk, "audience": audience, "files": len(files), "title": locked.title}
        act = Entry(entries.POSTED, "request", str(locked.pk), data, _readers(locked, audience, actor))
        record(act, actor=actor, at=now)
    return made


def attach(request: Request, clip: Upload, *, actor: Actor) -> Attachment:
    """Let everyone in the request hear what the partner would make. Only the partner, while the request is open."""
    _require_may_write(request, actor)
    if actor.team_id != request.partner_id:
        raise Denied("not_the_partner", "Only the AI partner adds a clip. Add a file to a message instead.")
    content_type = _known(clip, LARGEST_CLIP)
    if content_type not in AUDIO:
        raise Invalid("clip", "A clip is sound: MP3, M4A, OGG, FLAC or WAV.", field="clip")
    now = timezone.now()
    with transaction.atomic():
        locked = resolve.lock(request)
        if not locked.is_open(now=now):
            raise Conflict("closed", "This request is closed, so a clip would change nothing.")
        _require_room(locked, 1, actor, now)
        made = _keep(locked, clip, content_type, Attachment.Kind.CLIP, None, actor, now)
        data = {"clip": made.pk, "title": locked.title}
        act = Entry(entries.POSTED, "request", str(locked.pk), data, resolve.everyone(locked))
        record(act, actor=actor, at=now)
    return made


def content_type_of(content: bytes, name: str) -> str:
    """What the bytes are, of the few kinds we take; empty for anything else, whatever its name says."""
    found = _by_magic(content)
    if not found and _is_text(content):
        found = "text/csv" if name.lower().endswith(".csv") else "text/plain"
    return found if found and name.lower().endswith(_ENDINGS[found]) else ""


def clean_name(name: str) -> str:
    """A file's name without folders, characters nobody sees, or anything that turns its reading round."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return " ".join(shown.split()).strip(". ")[-120:] or "file"


def _by_magic(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith(b"fLaC"):
        return "audio/flac"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "audio/wav"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    mpeg = len(content) > 2 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0 and content[1] & 0x06
    return "audio/mpeg" if content.startswith(b"ID3") or mpeg else ""


def _is_text(content: bytes) -> bool:
    try:
        words = content.decode()
    except UnicodeDecodeError:
        return False
    return not any(ord(sign) < 32 and sign not in "\n\r\t\f" for sign in words)


def _known(upload: Upload, largest: int) -> str:
    if not upload.content:
        raise Invalid("files", f"“{clean_name(upload.name)}” is empty.", field="files")
    if len(upload.content) > largest:
        most = largest // (1024 * 1024)
        raise Invalid("files", f"“{clean_name(upload.name)}” is larger than {most} MB.", field="files")
    found = content_type_of(upload.content, clean_name(upload.name))
    if not found:
        name = clean_name(upload.name)
        taken = "PDF, PNG, JPEG, TXT, CSV or sound, with its own ending"
        raise Invalid("files", f"“{name}” is not a file we take: {taken}.", field="files")
    return found


def _keep(
    request: Request, upload: Upload, content_type: str, kind: str, within: Post | None, actor: Actor, now: datetime
) -> Attachment:
    return Attachment.objects.create(
        request=request, post=within, team_id=actor.team_id, kind=kind, name=clean_name(upload.name),
        content_type=content_type, size=len(upload.content), sha256=hashlib.sha256(upload.content).hexdigest(),
        content=upload.content, uploaded_at=now, uploaded_by_id=actor.person_id,
    )  # fmt: skip


def _require_may_write(request: Request, actor: Actor) -> None:
    partner = actor.team_kind is TeamKind.PARTNER
    require(actor, Permission.ASK if partner else Permission.CHOOSE)
    if actor.role is None:
        raise Denied("not_in_mandate", "A mandate does not cover writing in the team's name. Its members can.")
    if actor.team_id != request.partner_id and not request.voters.filter(team_id=actor.team_id).exists():
        raise Denied("not_asked", "Your team is not part of this request.")


def _require_room(request: Request, files: int, actor: Actor, now: datetime) -> None:
    """So that nobody fills the thread, or the disk. The caller holds the request's lock."""
    mine = request.attachments.filter(team_id=actor.team_id)
    if files and mine.count() + files > MOST_OF_A_TEAM:
        raise Conflict("too_many_files", f"A team adds {MOST_OF_A_TEAM} files at most to one request.")
    lately = request.posts.filter(team_id=actor.team_id).order_by("-posted_at")
    stamps = list(lately.values_list("posted_at", flat=True)[:MOST_POSTS_AN_HOUR])
    if len(stamps) == MOST_POSTS_AN_HOUR and (now - stamps[-1]).total_seconds() < 3600:
        raise Conflict("too_fast", "That is a lot within an hour. Wait a while, then write again.")


def _readers(request: Request, audience: str, actor: Actor) -> frozenset[int]:
    if audience == Post.Audience.TEAM:
        return frozenset({actor.team_id})
    everyone = resolve.everyone(request)
    return everyone - {request.partner_id} if audience == Post.Audience.HOLDERS else everyone
