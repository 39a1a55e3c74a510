"""Who manages a team's webhooks hears that one was switched off; the notice goes when it is resumed or deleted.

Here, because the rooms of notices and of webhooks do not know each other.
"""

from collections.abc import Iterator

from artists.access import Permission
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from artists.webhooks import entries, queue

SWITCHED_OFF = register(
    "webhook.disabled", "A webhook is switched off", group="security", permission=Permission.MANAGE_WEBHOOKS
)
_BECAUSE = {
    queue.GONE: "Its server answered 410: gone for good.",
    queue.UNREACHABLE: "No call succeeded for three days.",
}


def switched_off(told: EntryQuerySet) -> Iterator[Told | Cured]:
    """One notice for each webhook, until somebody resumes or deletes it."""
    for entry in told:
        fold_key = f"webhook:{entry.subject_id}"
        if entry.type == entries.WEBHOOK_DISABLED:
            words = Words(
                f"The webhook “{entry.data['name']}” is switched off",
                f"{_BECAUSE[entry.data['because']]} What happens is kept for 30 days, until you resume it.",
            )
            yield Told(SWITCHED_OFF, fold_key, teams={entry.team_id or 0: words}, place=("webhook", entry.subject_id))
        else:
            resumed = entry.type == entries.WEBHOOK_RESUMED
            yield Cured(fold_key, outcome="It was resumed." if resumed else "It was deleted.")


tell(switched_off, entries.WEBHOOK_DISABLED, entries.WEBHOOK_RESUMED, entries.WEBHOOK_DELETED)
