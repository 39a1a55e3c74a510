"""robots.txt: which addresses a crawler need not try (RFC 9309), and what it may do with the rest (AIPREF, RSL).

One line of AIPREF is enough for every path while a stranger is allowed nothing: where statements meet, any `n` wins.
Whoever lets a page say `y` one day has to give its path a line of its own here; the longest match counts.
"""

from collections.abc import Iterable

CLOSED = ("/accounts/", "/dev/", "/t/")


def text(usage: str, *, licences: Iterable[str]) -> str:
    """The file: `usage` for every path, and the absolute addresses of the site's RSL documents."""
    lines = ["User-agent: *", f"Content-Usage: / {usage}", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", *(f"License: {url}" for url in licences)]
    return "\n".join(lines) + "\n"
