"""The rows of the matrix for the pages for engineers: anybody may read them."""

from tests.access.rows import public

DEVELOPERS = (
    public("developers"),
    public("developers-example", lambda w: {"name": "quickstart.sh"}),
    public("developers-example", lambda w: {"name": "../api.md"}, outcome=404, notes="of no program"),
    public("developers-reference"),
    public("developers-part", lambda w: {"slug": "checks"}),
    public("developers-part", lambda w: {"slug": "nothing"}, outcome=404, notes="of no part"),
    public("developers-guide", lambda w: {"slug": "permits"}),
    public("developers-guide", lambda w: {"slug": "nothing"}, outcome=404, notes="of no guide"),
)
