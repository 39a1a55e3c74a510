"""pytest plugin, loaded before Django's settings: gives the tests their environment and a PostgreSQL."""

import os

from portal.ops import embedded

os.environ.update(
    SECRET_KEY="tests-only",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    SITE_ORIGIN="http://testserver",
    IDP_OIDC_PRIVATE_KEY=embedded.private_key(),
    DEBUG="false",
)
os.environ.setdefault("DATABASE_URL", embedded.start())
