"""Every field we store, sorted by who may know it. `tests/architecture/test_models.py` fails for one that is not here.

Whoever adds a field decides here what it is; exports, deletions and logs follow these words.
"""

from portal.ops.privacy_fans import FANS
from portal.ops.privacy_money import MONEY
from portal.ops.privacy_sorts import HOLDERS, KEY, PERSON, PUBLIC, SECRET, TEAM, Sort

_ANSWER = {
    "id": KEY, "use": HOLDERS, "answer": HOLDERS, "partners": HOLDERS, "territories": HOLDERS, "until": HOLDERS,
    "version": KEY, "notice_version": HOLDERS, "notice_sha256": HOLDERS, "set_at": HOLDERS, "set_by": PERSON,
    "team": HOLDERS,
}  # fmt: skip

FIELDS: dict[str, dict[str, Sort]] = {
    **FANS,
    **MONEY,
    "accounts.User": {
        "id": KEY, "password": SECRET, "last_login": PERSON, "email": PERSON, "name": PERSON, "time_zone": PERSON,
        "language": PERSON, "theme": PERSON, "shortcuts": PERSON, "is_active": KEY, "joined_at": PERSON,
    },
    "journal.Entry": {
        # `person_id` outlives the person: without the row it points to, it names nobody.
        "id": KEY, "at": HOLDERS, "type": HOLDERS, "person_id": PERSON, "client_id": TEAM, "team_id": HOLDERS,
        "mandate_id": TEAM, "mandated_team_id": HOLDERS, "subject_kind": HOLDERS, "subject_id": HOLDERS, "batch": KEY,
        "undoes": HOLDERS, "data": HOLDERS, "concerns": KEY,
    },
    "journal.Message": {
        # A payload may hold an address to write to, and an invitation's link.
        "id": KEY, "topic": KEY, "lane": KEY, "key": KEY, "payload": SECRET, "filed_at": KEY, "due_at": KEY,
        "attempts": KEY, "done_at": KEY, "dead_at": KEY, "dropped_at": KEY, "reason": KEY, "last_error": SECRET,
    },
    "teams.Team": {
        "id": KEY, "kind": PUBLIC, "name": PUBLIC, "slug": PUBLIC, "created_at": TEAM, "created_by": PERSON,
    },
    "teams.Membership": {
        "id": KEY, "team": PERSON, "person": PERSON, "role": PERSON, "joined_at": PERSON, "joined_by": PERSON,
    },
    "teams.Invitation": {
        "id": KEY, "team": TEAM, "email": PERSON, "role": TEAM, "token_sha256": SECRET, "invited_at": TEAM,
        "invited_by": PERSON, "expires_at": TEAM, "accepted_at": TEAM, "accepted_by": PERSON, "revoked_at": TEAM,
        "revoked_by": PERSON,
    },
    "teams.Mandate": {
        "id": KEY, "artist_team": TEAM, "holder_team": TEAM, "uses": TEAM, "covers_voice": TEAM, "until": TEAM,
        "given_at": TEAM, "given_by": PERSON, "revoked_at": TEAM, "revoked_by": PERSON, "given_back": TEAM,
    },
    "sandbox.SandboxChoice": {
        "id": KEY, "team": TEAM, "artist": KEY, "answer": TEAM, "set_at": TEAM, "set_by": PERSON,
    },
    "sandbox.Run": {
        "id": KEY, "team": TEAM, "state": TEAM, "started_at": TEAM, "started_by": PERSON, "drill_id": TEAM,
        "withdrawn_at": TEAM, "ended_at": TEAM, "ended_by": PERSON, "says": TEAM,
    },
    "sandbox.RunStep": {
        "id": KEY, "run": KEY, "step": TEAM, "state": TEAM, "opened_at": TEAM, "due_at": TEAM, "ended_at": TEAM,
        "says": TEAM,
    },
    "sandbox.RunCall": {
        "id": KEY, "run": KEY, "at": TEAM, "client": TEAM, "kind": TEAM, "answer": TEAM, "permit": TEAM, "key": TEAM,
        "counted": TEAM, "again": TEAM,
    },
    "sandbox.Badge": {
        "id": KEY, "team": PUBLIC, "run": KEY, "given_at": PUBLIC, "until": PUBLIC, "revoked_at": TEAM, "because": TEAM,
    },
    "teams.ApiClient": {
        "id": KEY, "team": TEAM, "client_id": TEAM, "name": TEAM, "mode": TEAM, "authenticates": TEAM, "limits": TEAM,
        "created_at": TEAM, "created_by": PERSON, "revoked_at": TEAM, "revoked_by": PERSON,
    },
    "teams.ClientKey": {
        "id": KEY, "client": TEAM, "kid": TEAM, "algorithm": KEY, "jwk": TEAM, "thumbprint": TEAM, "added_at": TEAM,
        "added_by": PERSON,
    },
    "usage.Asked": {
        "id": KEY, "at": TEAM, "partner": TEAM, "client": TEAM, "test": TEAM, "kind": TEAM, "method": TEAM,
        "path": TEAM, "status": TEAM, "duration_ms": TEAM, "request_id": KEY, "problem": TEAM, "amount": TEAM,
        "allow": TEAM, "ask": TEAM, "deny": TEAM, "questions": TEAM,
    },
    "usage.Tally": {
        "id": KEY, "day": TEAM, "partner": TEAM, "client": TEAM, "test": TEAM, "use": TEAM, "version": TEAM,
        "answer": TEAM, "count": TEAM,
    },
    "usage.Hour": {"id": KEY, "starts_at": TEAM, "partner": TEAM, "test": TEAM, "answer": TEAM, "count": TEAM},
    "usage.Minute": {"id": KEY, "client": TEAM, "kind": TEAM, "minute": TEAM, "amount": TEAM},
    "api.UsedAssertion": {"id": KEY, "client": TEAM, "jti_sha256": KEY, "expires_at": KEY},
    "api.Answered": {
        "id": KEY, "client": TEAM, "key": TEAM, "fingerprint": KEY, "status": KEY, "body": TEAM, "answered_at": KEY,
    },
    "snapshots.Snapshot": {
        "id": TEAM, "partner": TEAM, "test": TEAM, "number": TEAM, "built_at": TEAM, "right_at": TEAM, "seen": KEY,
        "sha256": TEAM, "size": TEAM, "assets": TEAM, "sets": TEAM, "licences": TEAM, "file": SECRET,
        "compressed_size": TEAM, "changes": SECRET,
    },
    "snapshots.Reader": {"id": KEY, "partner": TEAM, "test": TEAM, "asked_at": TEAM},
    "catalog.Artist": {
        "id": KEY, "name": PUBLIC, "slug": PUBLIC, "isni": PUBLIC, "ipi": PUBLIC, "team": PUBLIC,
        "delivered_by": HOLDERS, "merged_into": PUBLIC, "checked_at": PUBLIC, "checked_by": PERSON, "parted_at": TEAM,
        "created_at": KEY,
    },
    "catalog.Identification": {
        "id": KEY, "team": TEAM, "artist": TEAM, "same_as": TEAM, "evidence": TEAM, "links": TEAM, "state": TEAM,
        "sentence": TEAM, "moved": KEY, "asked_at": TEAM, "asked_by": PERSON, "decided_at": TEAM, "decided_by": PERSON,
        "undone_at": TEAM, "undone_by": PERSON,
    },
    "catalog.Release": {
        "id": KEY, "kind": PUBLIC, "title": PUBLIC, "artist": PUBLIC, "upc": PUBLIC, "label_name": PUBLIC,
        "p_line": PUBLIC, "c_line": PUBLIC, "released_on": PUBLIC, "delivered_by": HOLDERS, "created_at": KEY,
    },
    "catalog.Asset": {
        "id": PUBLIC, "kind": PUBLIC, "title": PUBLIC, "version_title": PUBLIC, "title_language": PUBLIC,
        "artist": PUBLIC, "isrc": PUBLIC, "iswc": PUBLIC, "duration": PUBLIC, "p_line": PUBLIC, "plays": HOLDERS,
        "created_at": KEY,
    },
    "catalog.Embodiment": {"id": KEY, "recording": PUBLIC, "composition": PUBLIC},
    "catalog.Credit": {"id": KEY, "recording": PUBLIC, "artist": PUBLIC, "role": PUBLIC, "position": PUBLIC},
    "catalog.ReleaseTrack": {"id": KEY, "release": PUBLIC, "recording": PUBLIC, "disc": PUBLIC, "position": PUBLIC},
    "catalog.Holding": {
        "id": KEY, "asset": HOLDERS, "team": HOLDERS, "right": HOLDERS, "share_bp": HOLDERS, "identification": TEAM,
        "created_at": TEAM, "created_by": PERSON,
    },
    "catalog.Delivery": {
        "id": KEY, "team": TEAM, "file_name": TEAM, "sha256": TEAM, "content": TEAM, "format": TEAM, "state": TEAM,
        "plan": TEAM, "total": TEAM, "done": TEAM, "problem": TEAM, "uploaded_at": TEAM, "uploaded_by": PERSON,
        "confirmed_at": TEAM, "confirmed_by": PERSON, "finished_at": TEAM,
    },
    # What one person was told, for their eyes; its words may name others.
    "notices.Notice": {
        "id": KEY, "person": PERSON, "team": PERSON, "kind": PERSON, "fold_key": KEY, "place": KEY, "place_id": KEY,
        "title": PERSON, "text": PERSON, "facts": PERSON, "button": PERSON, "needs_answer": PERSON, "urgent": PERSON,
        "closes_at": PERSON, "count": PERSON, "first_told_at": PERSON, "told_at": PERSON, "read_at": PERSON,
        "withdrawn_at": PERSON, "outcome": PERSON,
    },
    "notices.Delivery": {
        "id": KEY, "key": KEY, "notice": PERSON, "person": PERSON, "channel": PERSON, "due_at": PERSON,
        "sent_at": PERSON, "cancelled_at": PERSON, "refused_at": PERSON, "problem": PERSON,
    },
    "notices.Preference": {
        "id": KEY, "person": PERSON, "group": PERSON, "channel": PERSON, "wanted": PERSON, "changed_at": PERSON,
    },
    "notices.Settings": {
        "person": PERSON, "digest": PERSON, "digest_time": PERSON, "digest_weekday": PERSON, "quiet": PERSON,
        "quiet_since": PERSON, "quiet_until": PERSON, "wake": PERSON, "refusals": PERSON,
        "unreachable_at": PERSON,
    },
    # Whoever has the endpoint and the keys can write to the person's screen.
    "notices.PushSubscription": {
        "id": KEY, "person": PERSON, "endpoint": SECRET, "p256dh": SECRET, "auth": SECRET, "device": PERSON,
        "allowed_at": PERSON, "heard_at": PERSON,
    },
    "webhooks.Endpoint": {
        "id": KEY, "team": TEAM, "name": TEAM, "url": TEAM, "types": TEAM, "made_at": TEAM, "made_by": PERSON,
        "paused_at": TEAM, "paused_by": PERSON, "disabled_at": TEAM, "disabled_because": TEAM, "failures": TEAM,
        "first_failed_at": TEAM, "free_at": KEY, "called_at": TEAM, "delivered_at": TEAM, "lease": KEY,
        "lease_ends_at": KEY,
    },
    "webhooks.Key": {
        "id": KEY, "endpoint": TEAM, "scheme": TEAM, "public": PUBLIC, "sealed": SECRET, "made_at": TEAM,
        "made_by": PERSON, "ends_at": TEAM,
    },
    "webhooks.Event": {
        "id": KEY, "endpoint": TEAM, "type": TEAM, "key": KEY, "body": TEAM, "filed_at": TEAM, "state": TEAM,
        "due_at": TEAM, "tries": TEAM, "ended_at": TEAM,
    },
    "webhooks.Attempt": {
        "id": KEY, "event": TEAM, "at": TEAM, "duration_ms": TEAM, "status": TEAM, "address": TEAM, "answer": TEAM,
        "problem": TEAM,
    },
    "choices.Choice": {**_ANSWER, "asset": HOLDERS, "closed_at": HOLDERS},
    "choices.TwoPeople": {
        "id": KEY, "team": TEAM, "voice": TEAM, "training": TEAM, "bulk": TEAM, "set_at": TEAM, "set_by": PERSON,
    },
    "choices.PendingYes": {
        "id": KEY, "team": TEAM, "kind": TEAM, "uses": TEAM, "changes": TEAM, "count": TEAM, "press_sha256": KEY,
        "notice_sha256": TEAM, "mandate_id": TEAM, "pressed_at": TEAM, "pressed_by": PERSON, "expires_at": TEAM,
        "outcome": TEAM, "decided_at": TEAM, "decided_by": PERSON,
    },
    "choices.Default": {**_ANSWER, "mandate": HOLDERS, "seconded_at": HOLDERS, "seconded_by": PERSON},
    "choices.Pause": {
        "id": KEY, "team": HOLDERS, "paused_at": HOLDERS, "paused_by": PERSON, "resumed_at": HOLDERS,
        "resumed_by": PERSON,
    },
    # Its answer is what a check says to anybody; its reasons and teams name who stands in the way.
    "choices.Standing": {
        "id": KEY, "asset": PUBLIC, "use": PUBLIC, "answer": PUBLIC, "reasons": HOLDERS, "limits": HOLDERS,
        "teams": HOLDERS, "licensors": HOLDERS, "askers": HOLDERS, "shut_at": HOLDERS, "changed_at": HOLDERS,
    },
    # A signed licence is read by its parties and by every holder it covers; a draft by the team that writes it.
    "decisions.SigningKey": {
        "id": KEY, "kid": PUBLIC, "public": PUBLIC, "sealed": SECRET, "test": PUBLIC, "made_at": KEY,
        "signs_at": KEY, "retires_at": KEY,
    },
    "decisions.Permit": {
        "id": TEAM, "number": KEY, "partner": TEAM, "client": TEAM, "asset_id": TEAM, "use": TEAM, "territory": TEAM,
        "model": TEAM, "experience": TEAM, "versions": TEAM, "quantity": TEAM, "single_use": TEAM, "issued_at": TEAM,
        "expires_at": TEAM, "revoked_at": TEAM, "redeemed_at": TEAM, "test": TEAM,
    },
    "decisions.StatusList": {"page": PUBLIC, "token": PUBLIC, "at": PUBLIC},
    "decisions.Stop": {
        "id": KEY, "partner": TEAM, "source": TEAM, "because": TEAM, "stopped_at": TEAM, "lifted_at": TEAM,
    },
    "licences.Licence": {
        "id": KEY, "partner": HOLDERS, "title": HOLDERS, "origin": HOLDERS, "state": HOLDERS, "draft": TEAM,
        "drafted_for": HOLDERS, "created_at": HOLDERS, "created_by": PERSON, "in_force": HOLDERS, "starts_at": HOLDERS,
        "ends_at": HOLDERS, "notice_at": HOLDERS, "notice_by": PERSON, "notice_from": HOLDERS,
    },
    "licences.Party": {"id": KEY, "licence": HOLDERS, "team": HOLDERS},
    "licences.Version": {
        "id": KEY, "licence": HOLDERS, "number": HOLDERS, "terms": HOLDERS, "text": HOLDERS, "sha256": HOLDERS,
        "deal_sha256": HOLDERS, "proposed_for": HOLDERS, "proposed_at": HOLDERS, "proposed_by": PERSON,
    },
    "licences.Rate": {
        "id": KEY, "version": HOLDERS, "use": HOLDERS, "basis": HOLDERS, "amount": HOLDERS, "basis_points": HOLDERS,
        "currency": HOLDERS,
    },
    "licences.Signature": {
        "id": KEY, "version": HOLDERS, "team": HOLDERS, "how": HOLDERS, "sha256": HOLDERS, "signed_at": HOLDERS,
        "signed_by": PERSON,
    },
    "licences.Suspension": {
        "id": KEY, "licence": HOLDERS, "team": HOLDERS, "reason": HOLDERS, "suspended_at": HOLDERS,
        "suspended_by": PERSON, "resumed_at": HOLDERS, "resumed_by": PERSON,
    },
    "licences.Cover": {
        "id": KEY, "licence": HOLDERS, "version": HOLDERS, "partner": HOLDERS, "team": HOLDERS, "use": HOLDERS,
        "asset": HOLDERS, "artist": HOLDERS, "territories": HOLDERS, "model": HOLDERS, "signed_at": HOLDERS,
        "starts_at": HOLDERS, "ends_at": HOLDERS, "by_request": HOLDERS, "live": HOLDERS, "for_experience": HOLDERS,
    },
    "licences.Exclusion": {"id": KEY, "licence": HOLDERS, "asset": HOLDERS, "artist": HOLDERS},
    # A partner reads its own row, never who pressed; holders read every partner's.
    "withdrawals.Withdrawal": {
        "id": KEY, "key": KEY, "origin": HOLDERS, "team": HOLDERS, "licence": HOLDERS, "batch": HOLDERS, "at": HOLDERS,
        "uses": HOLDERS, "kept_in": HOLDERS, "resumes": HOLDERS, "test": KEY,
    },
    "withdrawals.Concern": {
        "id": KEY, "withdrawal": HOLDERS, "partner": HOLDERS, "position": KEY, "uses": HOLDERS, "assets": HOLDERS,
        "standing": HOLDERS, "filed_at": HOLDERS, "told_at": HOLDERS, "told_by": HOLDERS, "lifted_at": HOLDERS,
    },
    "withdrawals.Item": {
        "id": KEY, "concern": HOLDERS, "asset_id": HOLDERS, "use": HOLDERS, "lost": HOLDERS, "lifted_at": HOLDERS,
    },
    "withdrawals.Demand": {
        "id": KEY, "concern": HOLDERS, "what": HOLDERS, "state": HOLDERS, "asked_at": HOLDERS, "asked_by": PERSON,
        "asked_for": HOLDERS, "until": HOLDERS, "due_at": HOLDERS, "warned": KEY, "published_at": PUBLIC,
        "acknowledged_at": HOLDERS, "acknowledged_by": PERSON, "acknowledged_client": TEAM, "note": HOLDERS,
    },
    "withdrawals.Feed": {"partner": TEAM, "last": KEY},
    "requests.Request": {
        "id": KEY, "kind": HOLDERS, "partner": HOLDERS, "licence": HOLDERS, "version": HOLDERS, "title": HOLDERS,
        "purpose": HOLDERS, "state": HOLDERS, "deal_sha256": KEY, "uses": HOLDERS, "opened_for": HOLDERS,
        "opened_at": HOLDERS, "opened_by": PERSON, "deadline_at": HOLDERS, "closed_at": HOLDERS, "again_at": HOLDERS,
        "invited_at": HOLDERS, "invited_by": PERSON,
    },
    "requests.RequestedAsset": {"id": KEY, "request": HOLDERS, "asset": HOLDERS},
    "requests.Voter": {
        "id": KEY, "request": HOLDERS, "team": HOLDERS, "assignee": PERSON, "assigned_at": TEAM, "assigned_by": PERSON,
        "wakes_at": TEAM, "snoozed_at": TEAM, "snoozed_by": PERSON,
    },
    # Sealed: the team's own, until it opens its vote to the other holders itself.
    "requests.Vote": {
        "id": KEY, "request": TEAM, "version": TEAM, "team": TEAM, "yes": TEAM, "sha256": TEAM, "rule": TEAM,
        "mandate_id": TEAM, "needs_second": TEAM, "cast_at": TEAM, "cast_by": PERSON, "confirmed_at": TEAM,
        "confirmed_by": PERSON, "shown_at": TEAM, "shown_by": PERSON,
    },
    "requests.Post": {
        "id": KEY, "request": HOLDERS, "team": HOLDERS, "audience": HOLDERS, "body": HOLDERS, "posted_at": HOLDERS,
        "posted_by": PERSON,
    },
    "requests.Attachment": {
        "id": KEY, "request": HOLDERS, "post": HOLDERS, "team": HOLDERS, "kind": HOLDERS, "name": HOLDERS,
        "content_type": HOLDERS, "size": KEY, "sha256": KEY, "content": HOLDERS, "uploaded_at": HOLDERS,
        "uploaded_by": PERSON,
    },
    "requests.Rule": {
        "id": KEY, "team": TEAM, "position": TEAM, "answer": TEAM, "partner": TEAM, "uses": TEAM, "territories": TEAM,
        "worldwide_only": TEAM, "most_days": TEAM, "longest": TEAM, "basis": TEAM, "least": TEAM, "currency": TEAM,
        "below": TEAM, "most_a_month": TEAM, "until": TEAM, "paused_at": TEAM, "paused_by": PERSON, "made_at": TEAM,
        "made_by": PERSON, "removed_at": TEAM, "removed_by": PERSON,
    },
    # What a partner did with music: the holders of it read its lines, never what else came with them.
    "reports.Batch": {
        "id": KEY, "partner": TEAM, "test": KEY, "source": TEAM, "client": TEAM, "sent_by": PERSON,
        "sent_at": TEAM, "lines": TEAM, "accepted": TEAM, "repeated": TEAM, "refused": TEAM, "outside": TEAM,
    },
    "reports.Line": {
        "id": KEY, "batch": TEAM, "partner": HOLDERS, "test": KEY, "reference": TEAM, "permit_id": HOLDERS,
        "licences": HOLDERS, "versions": HOLDERS, "outside": HOLDERS, "asset_id": HOLDERS, "use": HOLDERS,
        "territory": HOLDERS, "model": HOLDERS, "began_at": HOLDERS, "ended_at": HOLDERS, "quantity": HOLDERS,
        "minutes": HOLDERS, "revenue": HOLDERS, "currency": HOLDERS, "outputs": TEAM, "received_at": HOLDERS,
        "after_closing": HOLDERS, "reverses": HOLDERS,
    },
    "reports.Written": {"batch": KEY},
    "reports.Refused": {
        "id": KEY, "batch": TEAM, "place": TEAM, "reference": TEAM, "code": TEAM, "field": TEAM, "sentence": TEAM,
        "content": TEAM,
    },
    "reports.DayTotal": {
        "id": KEY, "batch": TEAM, "licence": HOLDERS, "version": HOLDERS, "use": HOLDERS, "day": HOLDERS,
        "currency": HOLDERS, "lines": HOLDERS, "quantity": HOLDERS, "minutes": HOLDERS, "revenue": HOLDERS,
    },
    "reports.Due": {
        "id": KEY, "licence": HOLDERS, "first": HOLDERS, "last": HOLDERS, "ends_at": HOLDERS, "due_at": HOLDERS,
        "state": HOLDERS, "filed_at": HOLDERS, "filed_by": PERSON, "filed_with": TEAM,
    },
    "reports.Finding": {
        "id": KEY, "due": HOLDERS, "use": HOLDERS, "kind": HOLDERS, "found": HOLDERS, "unreported": HOLDERS,
        "reported": HOLDERS, "found_at": HOLDERS, "resolved_at": HOLDERS,
    },
    "reports.Output": {
        "id": PUBLIC, "partner": PUBLIC, "test": PUBLIC, "reference": TEAM, "title": PUBLIC, "kind": PUBLIC,
        "url": PUBLIC, "sha256": PUBLIC, "contains_ai": PUBLIC, "made_at": PUBLIC, "registered_at": PUBLIC,
        "gone": PUBLIC, "taken_down_at": PUBLIC, "taken_down_by": PERSON,
    },
    "reports.Part": {"id": KEY, "output": PUBLIC, "asset_id": PUBLIC, "use": PUBLIC, "version": HOLDERS},
}  # fmt: skip
