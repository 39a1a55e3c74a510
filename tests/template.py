"""The migrated database, made once for each state of the migrations: what tests begin with is copied from it.

Half a minute of migrations by each worker of each run becomes a second of copying. The copy is still migrated by
Django, so that nothing depends on the copy being right. Its name is the hash of all migrations, whoever's they are.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from unittest.mock import patch

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

_PREFIX = "migrated_"


def ready(folder: Path) -> str:
    """The name of a migrated database on the tests' server; whoever comes first makes it, and the others wait."""
    name = f"{_PREFIX}{_hash()[:24]}"
    with (folder / "template.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with psycopg.connect(_address("postgres"), autocommit=True) as server:
            found = {row[0] for row in server.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")}
            if name in found:
                return name
            for old in (one for one in found if one.startswith(_PREFIX)):
                server.execute(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}_unfinished")
            try:
                _migrate(f"{name}_unfinished")
                server.execute(f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
            finally:
                server.execute(f"DROP DATABASE IF EXISTS {name}_unfinished WITH (FORCE)")
    return name


def _migrate(name: str) -> None:
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        with (
            patch.object(ProjectState, "_append_option", _note),
            patch.object(AddTrigger, "state_forwards", _note_trigger),
        ):
            call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


# For each index, constraint and trigger Django renders the model anew, and every model beside it: that is half of the
# time of migrating. An index changes no field, so it is enough to write it down on the model that there is.
def _note(state: ProjectState, app_label: str, model_name: str, option_name: str, added: object) -> None:
    options = state.models[app_label, model_name].options
    options[option_name] = [*options[option_name], added]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option_name, options[option_name])
        meta.__dict__.pop("total_unique_constraints", None)


def _note_trigger(made: AddTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, made.model_name].options
    options["triggers"] = [*options.get("triggers", []), made.trigger]


def _address(name: str) -> str:
    given = settings.DATABASES["default"]
    parts = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    return psycopg.conninfo.make_conninfo(dbname=name, **{key: value for key, value in parts.items() if value})


def _hash() -> str:
    said = hashlib.sha256(f"{metadata.version('django')} {metadata.version('django-pgtrigger')}".encode())
    for path in sorted(_migrations()):
        said.update(str(path.name).encode() + b"\0" + path.read_bytes())
    return said.hexdigest()


def _migrations() -> Iterator[Path]:
    for app in apps.get_app_configs():
        yield from (Path(app.path) / "migrations").glob("*.py")
