"""Print the description of the API, as /api/v1/openapi.json serves it."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from portal.api.v1 import api


class Command(BaseCommand):
    """`manage.py openapi > portal/api/openapi.json` after a change that is meant."""

    help = "Print the OpenAPI document of the API."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, readable."""
        self.stdout.write(json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False))
