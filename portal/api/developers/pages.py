"""Which pages there are, in the order of the list beside them."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Page:
    """A page: its address by name, what the list calls it, and what it is about."""

    name: str
    label: str
    about: str = ""
    slug: str = ""

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name, args=[self.slug] if self.slug else [])


PAGES = (
    Page("developers", "Five-minute start"),
    Page("api-problems", "Errors", "Every problem, why it comes, and how to mend it."),
)
