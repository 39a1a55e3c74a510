"""Who one can be in the demonstration; all invented."""

from dataclasses import dataclass

PASSWORD = "soundcheck-demo"  # noqa: S105 - printed on purpose, for invented people


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as."""

    login: str
    name: str
    does: str

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.login}@demo.test"


PEOPLE = (
    Person("ayla", "Ayla Marsh", "artist"),
    Person("marco", "Marco Reyes", "her manager"),
    Person("dana", "Dana Okoye", "at the label Northlight Records"),
    Person("theo", "Theo Lind", "at the publisher Harbour Songs"),
    Person("rin", "Rin Sato", "engineer at Halcyon Audio, a partner"),
    Person("olu", "Olu Adeyemi", "operator of this portal"),
    Person("fay", "Fay Lund", "a fan, without a team"),
)
