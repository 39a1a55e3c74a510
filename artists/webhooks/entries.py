"""The acts of this room, as the journal knows them."""

from artists.journal.types import register

WEBHOOK_MADE = register("webhook.made", "Added a webhook", area="machines")
WEBHOOK_CHANGED = register("webhook.changed", "Changed a webhook", area="machines")
WEBHOOK_PAUSED = register("webhook.paused", "Paused a webhook", area="machines")
WEBHOOK_RESUMED = register("webhook.resumed", "Resumed a webhook", area="machines")
WEBHOOK_DISABLED = register("webhook.disabled", "Switched a webhook off: it could not be reached", area="machines")
WEBHOOK_KEY_MADE = register("webhook.key_made", "Gave a webhook a new key", area="machines")
WEBHOOK_KEY_ENDED = register("webhook.key_ended", "Ended a webhook's older key", area="machines")
WEBHOOK_TESTED = register("webhook.tested", "Sent a test event", area="machines")
WEBHOOK_REPLAYED = register("webhook.replayed", "Sent events again", area="machines")
WEBHOOK_DELETED = register("webhook.deleted", "Deleted a webhook", area="machines")
