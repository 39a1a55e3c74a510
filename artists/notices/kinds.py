"""What people can be told of: groups a person chooses by, and the kinds in them. In code, so that a new one needs no
migration."""

from dataclasses import dataclass
from enum import StrEnum

from artists.access import Permission


class Channel(StrEnum):
    """A way to a person. `HERE` is the notice centre and cannot be switched off."""

    HERE = "here"
    EMAIL = "email"
    DIGEST = "digest"
    PUSH = "push"

    @property
    def label(self) -> str:
        """The word people read."""
        return {"email": "E-mail", "push": "Phone"}.get(self.value, self.value.capitalize())


CHOOSABLE = (Channel.EMAIL, Channel.DIGEST, Channel.PUSH)
WRITTEN = frozenset({Channel.EMAIL, Channel.DIGEST})  # of these, a mandatory group keeps at least one


@dataclass(frozen=True)
class Group:
    """A row of the grid in which a person says how they hear. `usual` are the channels until they say otherwise.

    A `mandatory` group always reaches the person's mailbox, at once or in the digest; and it does not wait for the end
    of quiet hours when it is `loud`.
    """

    code: str
    label: str
    description: str
    icon: str
    usual: frozenset[Channel]
    mandatory: bool = False
    loud: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of notice. Members need `permission` to be told; None for what only ever names people.

    `mailed_already` marks what another part of the portal mails by itself: it is shown here and on the phone only.
    `at_once` marks what cannot wait for a digest: it is always mailed by itself, whatever somebody chose.
    """

    code: str
    label: str
    group: Group
    permission: Permission | None
    mailed_already: bool = False
    at_once: bool = False

    @property
    def mandatory(self) -> bool:
        """Whether it cannot be muted altogether."""
        return self.group.mandatory


_E, _D, _P = Channel.EMAIL, Channel.DIGEST, Channel.PUSH
_ALL = (
    Group("requests", "Requests", "Somebody asks for a yes", "inbox", frozenset({_E, _P})),
    Group("closing", "Closing soon", "48 and 6 hours before silence turns into no", "hourglass", frozenset({_E, _P})),
    Group("choices", "Choices and mandates", "Somebody else changed an answer", "user-round", frozenset({_D})),
    Group("licences", "Licences", "A new version, a signature, an end", "file-text", frozenset({_E, _D})),
    Group("withdrawals", "Withdrawals", "Partners confirm, or are late", "hand", frozenset({_E, _D})),
    Group("reports", "Reports", "What partners say they made with your music", "file-text", frozenset({_D})),
    Group("experiences", "Experiences", "Goes live, is paused, ends", "circle-check", frozenset({_D})),
    Group("following", "Artists you follow", "Something new to do, open again, or over", "bell", frozenset({_D, _P})),
    Group("made", "What you made", "Ready, featured, taken down", "music", frozenset({_D, _P})),
    Group("protection", "Protection", "A match, a claim, an answer", "shield-check", frozenset({_E, _P})),
    Group("catalogue", "Catalogue", "A delivery is in, or stopped", "disc-3", frozenset({_D})),
    Group("money", "Money", "Statements and payouts", "wallet", frozenset({_E, _D}), mandatory=True),
    Group("security", "Security", "Sign-ins, keys, roles", "key-round", frozenset({_E, _P}), mandatory=True, loud=True),
    Group("legal", "Terms and law", "New terms, official letters", "scroll-text", frozenset({_E}), mandatory=True),
    Group("news", "News", "New features, at most once a month", "newspaper", frozenset()),
)
GROUPS: dict[str, Group] = {group.code: group for group in _ALL}
_kinds: dict[str, Kind] = {}


def register(
    code: str,
    label: str,
    *,
    group: str,
    permission: Permission | None,
    mailed_already: bool = False,
    at_once: bool = False,
) -> Kind:
    """Register a kind under its dotted name. `label` says in a few words what happened."""
    if code in _kinds:
        raise ValueError(f"The kind {code} is registered twice.")
    kind = Kind(code, label, GROUPS[group], permission, mailed_already, at_once)
    _kinds[code] = kind
    return kind


def registered() -> dict[str, Kind]:
    """All kinds by code."""
    return dict(_kinds)


def codes_of(group: str) -> list[str]:
    """The codes of a group's kinds."""
    return [kind.code for kind in _kinds.values() if kind.group.code == group]
