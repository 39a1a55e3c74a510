"""Who one can be in the demonstration; all invented."""

from dataclasses import dataclass

from artists.access import TeamKind

PASSWORD = "soundcheck-demo"  # noqa: S105 - printed on purpose, for invented people


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as."""

    login: str
    name: str
    does: str = ""

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.login}@demo.test"


# Whom `make demo` names.
PEOPLE = (
    Person("ayla", "Ayla Marsh", "artist"),
    Person("marco", "Marco Reyes", "her manager"),
    Person("dana", "Dana Okoye", "at the label Northlight Records"),
    Person("theo", "Theo Lind", "at the publisher Harbour Songs"),
    Person("rin", "Rin Sato", "engineer at Halcyon Audio, a partner"),
    Person("olu", "Olu Adeyemi", "operator of this portal"),
    Person("sam", "Sam Tern", "of Soundcheck Studio, the built-in tools"),
    Person("fay", "Fay Lund", "a fan, without a team"),
)
# Who else is there, so that it is a world.
OTHERS = (
    Person("odette", "Odette Quaye"),
    Person("vera", "Vera Lemos"),
    Person("noah", "Noah Brandt"),
    Person("kim", "Kim Aalto"),
)

# Each team and the login of its owner.
TEAMS = (
    (TeamKind.ARTIST, "Ayla Marsh", "ayla"),
    (TeamKind.ARTIST, "Odette Quaye", "odette"),
    (TeamKind.LABEL, "Northlight Records", "dana"),
    (TeamKind.PUBLISHER, "Harbour Songs", "theo"),
    (TeamKind.PARTNER, "Halcyon Audio", "rin"),
    (TeamKind.PARTNER, "Versão Labs", "vera"),
    (TeamKind.PARTNER, "Night Bus FM", "noah"),
    (TeamKind.PARTNER, "Karaokit", "kim"),
    (TeamKind.PARTNER, "Soundcheck Studio", "sam"),
    (TeamKind.OPERATOR, "Soundcheck", "olu"),
)
