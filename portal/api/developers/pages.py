"""Which pages there are, in the order of the list beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse


@dataclass(frozen=True)
class Page:
    """A page: its address by name, what the list calls it, and what it is about. `file` is a guide's, in docs/."""

    name: str
    label: str
    about: str = ""
    slug: str = ""
    file: str = ""

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name, args=[self.slug] if self.slug else [])


def _guide(slug: str, label: str, about: str) -> Page:
    return Page("developers-guide", label, about, slug, f"docs/{slug}.md")


START = Page("developers", "Five-minute start")
REFERENCE = Page("developers-reference", "Reference", "Every operation: what it takes, answers and refuses.")
ERRORS = Page("api-problems", "Errors", "Every problem, why it comes, and how to mend it.")
PAGES = (
    START,
    REFERENCE,
    _guide("sandbox", "Sandbox", "Invented artists, every answer on demand, and a drill that you can pass."),
    _guide("tokens", "Tokens", "Secrets, keys of your own, scopes, test and live."),
    _guide("permits", "Permits", "A signed yes that anybody can verify, and how a no reaches it within seconds."),
    _guide("reports", "Reports", "What you made and earned: sent twice, counted once; taken back whole."),
    _guide("withdrawals", "Withdrawals", "When a yes is taken back: what is asked of you, and by when."),
    _guide("snapshots", "Snapshots", "What you may use as a signed file, for those who decide millions of times."),
    _guide("voices", "Voices", "Is this voice licensed? What a platform asks before it publishes."),
    _guide("webhooks", "Webhooks", "What your server is told, how to check the signature, when we try again."),
    _guide("client", "Python client", "Small, typed, and yours to copy."),
    _guide("limits", "Limits", "How much a minute, and what to do at the edge."),
    ERRORS,
    _guide("versions", "Versions", "What may change, and what never does."),
    Page("developers-guide", "Changelog", "What changed in the API.", "changelog", "docs/api-changelog.md"),
)
GUIDES: Mapping[str, Page] = MappingProxyType({page.slug: page for page in PAGES if page.file})
