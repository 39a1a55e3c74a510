"""What this room files in the outbox. The channels that carry it out are on the floor of delivery."""

from artists.notices.kinds import Channel

NOTICES = "notices"
EMAIL = "notices.email"
DIGEST = "notices.digest"
PUSH = "notices.push"

TOPICS: dict[str, str] = {Channel.EMAIL: EMAIL, Channel.DIGEST: DIGEST, Channel.PUSH: PUSH}
