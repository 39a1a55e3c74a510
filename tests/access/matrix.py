"""Who gets in where: every address of ours × every person. A new address needs its row here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.idp.oidc.models import Client
from django.utils import timezone

from portal.site.clients import credentials
from portal.site.participation.forms import texts_seen
from tests.access.identity import IDENTITY
from tests.access.licences import LICENCES
from tests.access.notices import NOTICES
from tests.access.of_developers import DEVELOPERS
