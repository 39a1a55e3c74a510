"""`manage.py take_reports`: a partner's file of reports, of any length, by hand."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from artists.access import Actor, Refusal
from artists.accounts.models import User
from artists.teams.actors import actor_for
from artists.teams.models import Team
from consent.reports import bulk


class Command(BaseCommand):
    """Take a CSV, or a file of one JSON object a line, in for a partner."""

    help = (
        "Takes a partner's file of reports in: .csv with the API's fields as columns, or .jsonl with a line of the API "
        "each. By the same rules; a reference counts once, so a file may be taken in again. Refused lines go to "
        "FILE.refused.jsonl with their reasons."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, for whom, and by whom."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, metavar="SLUG")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="of the partner's team, who may report")
        parser.add_argument("--refused", type=Path, help="where refused lines are written to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it in, saying how far it is."""
        path: Path = options["file"]
        actor = actor_of(options["partner"], options["by"])
        target: Path = options["refused"] or path.with_name(f"{path.name}.refused.jsonl")
        try:
            with lines_of(path) as (source, form), target.open("w", encoding="utf-8") as wrong:
                sum_ = bulk.take(
                    source,
                    form,
                    actor=actor,
                    refused=lambda one: print(_as_json(one), file=wrong),
                    step=lambda so_far: self.stdout.write(f"{so_far.lines:,} lines, {so_far.accepted:,} counted"),
                )
        except OSError as error:
            raise CommandError(str(error)) from None
        except csv.Error as error:
            raise CommandError(f"The file is no CSV: {error}.") from None
        except UnicodeDecodeError:
            raise CommandError("The file is not in UTF-8.") from None
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        if not sum_.refused:
            target.unlink()
        self.stdout.write(
            f"{sum_.lines:,} lines: {sum_.accepted:,} counted ({sum_.outside:,} of them covered by nothing), "
            f"{sum_.repeated:,} counted before, {sum_.refused:,} refused" + (f": {target}" if sum_.refused else "")
        )


def actor_of(slug: str, email: str) -> Actor:
    """The person acting for the partner. Raises `CommandError`."""
    team, person = Team.objects.filter(slug=slug).first(), User.objects.filter(email__iexact=email).first()
    actor = actor_for(person.pk, team) if team and person else None
    if actor is None:
        raise CommandError("Give the partner's address (the end of /t/…) and the e-mail of somebody in its team.")
    return actor


@contextmanager
def lines_of(path: Path) -> Iterator[tuple[Iterable[Any], Any]]:
    """The lines of a file, and what makes lines of the API of them. Raises `CommandError` for another ending."""
    if path.suffix == ".jsonl":
        with path.open("rb") as raw:
            yield (line for line in raw if line.strip()), bulk.of_json
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            columns, rows = bulk.rows_of(text)
            yield rows, bulk.of_csv(columns)
    else:
        raise CommandError("A file of reports ends with .csv or .jsonl.")


def _as_json(one: bulk.Wrong) -> str:
    return json.dumps(
        {
            "line": one.line, "reference": one.no.reference, "code": one.no.code, "field": one.no.field,
            "sentence": one.no.sentence, "sent": one.sent,
        },
        default=str,
    )  # fmt: skip
