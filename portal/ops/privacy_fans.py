"""The tables of sound, experiences and what fans make, sorted like all others: see `portal.ops.privacy`."""

from portal.ops.privacy_sorts import HOLDERS, KEY, PERSON, PUBLIC, SECRET, TEAM, Sort

FANS: dict[str, dict[str, Sort]] = {
    "credentials.Authority": {
        "id": KEY, "root": PUBLIC, "root_sealed": SECRET, "chain": PUBLIC, "sealed": SECRET, "made_at": KEY,
        "ends_at": PUBLIC,
    },
    "audio.Sound": {
        "id": KEY, "asset": HOLDERS, "state": HOLDERS, "name": SECRET, "file_name": HOLDERS, "content_type": PUBLIC,
        "size": PUBLIC, "sha256": PUBLIC, "heard": SECRET, "heard_size": PUBLIC, "seconds": PUBLIC,
        "sample_rate": HOLDERS, "channels": HOLDERS,
        "peaks": PUBLIC, "ai_generated": PUBLIC, "credit": PUBLIC, "credentials": PUBLIC,
        "problem": HOLDERS, "team": HOLDERS,
        "added_at": HOLDERS, "added_by": PERSON, "replaced_at": HOLDERS,
    },
    "experiences.Experience": {
        "id": KEY, "slug": PUBLIC, "partner": PUBLIC, "title": PUBLIC, "tool": PUBLIC, "state": HOLDERS,
        "draft": TEAM, "licence": HOLDERS, "version": HOLDERS, "request": HOLDERS, "uses": PUBLIC,
        "territories": PUBLIC, "outputs_a_day": PUBLIC, "outputs_in_all": PUBLIC, "outputs_a_fan": PUBLIC,
        "fans": PUBLIC,
        "starts_at": PUBLIC, "ends_at": PUBLIC, "preview": HOLDERS, "created_at": TEAM, "created_by": PERSON,
        "approved_at": PUBLIC, "paused_at": HOLDERS, "paused_because": HOLDERS, "paused_for": HOLDERS,
        "paused_by": PERSON, "ended_at": HOLDERS, "ended_for": HOLDERS, "ended_by": PERSON,
    },
    "experiences.Ingredient": {"id": KEY, "experience": HOLDERS, "asset": PUBLIC},
    "experiences.Word": {"id": KEY, "team": TEAM, "word": TEAM, "added_at": TEAM, "added_by": PERSON},
    "experiences.Follow": {
        "id": KEY, "person": PERSON, "artist": PERSON, "experience": PERSON, "followed_at": PERSON,
    },
    "making.Making": {
        "id": KEY, "experience": HOLDERS, "asset": HOLDERS, "person": PERSON, "visitor": SECRET, "address": SECRET,
        "territory": PERSON, "inputs": PERSON, "state": PERSON, "percent": PERSON, "sentence": PERSON, "attempts": KEY,
        "hold": SECRET, "hold_ends_at": KEY, "permit": SECRET, "recipe": KEY, "output": HOLDERS, "public": PUBLIC,
        "maker_name": PERSON,
        "featured_at": PUBLIC, "featured_for": HOLDERS, "plays": PUBLIC, "asked_at": PERSON, "started_at": PERSON,
        "ended_at": PERSON,
    },
    "making.File": {
        "id": KEY, "making": PERSON, "role": PERSON, "sound": PERSON, "name": SECRET, "content_type": PERSON,
        "size": PERSON, "sha256": PERSON, "facts": PERSON,
    },
    "making.Ban": {
        "id": KEY, "person": PERSON, "visitor": SECRET, "team": TEAM, "because": PERSON, "banned_at": PERSON,
        "banned_by": PERSON, "until": PERSON, "lifted_at": PERSON, "lifted_by": PERSON,
    },
    "making.Bench": {"tool": KEY, "lacks": PUBLIC, "seen_at": KEY},
    "claims.Claim": {
        "id": KEY, "number": PERSON, "output": PERSON, "kind": PERSON, "state": PERSON, "words": PERSON,
        "email": PERSON, "person": PERSON, "visitor": SECRET, "address": SECRET, "team": TEAM, "hides": PUBLIC,
        "made_at": PERSON, "answer_due_at": PERSON, "answered_at": PERSON, "answered_by": PERSON,
        "sentence": PERSON, "contains_ai": PUBLIC, "credit": PUBLIC, "forgotten_at": PERSON,
    },
}  # fmt: skip
