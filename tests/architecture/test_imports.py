"""The rooms and the way imports run: HOUSE's arrows, held by a test."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, name_of, our_code, parsed

DELIVERY = ("django.http", "django.shortcuts", "django.template", "django.urls", "django.views", "django.forms")


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{name_of(path)}:{inner.lineno}"
        for path in our_code()
        for inner in inside_functions(parsed(path), inside=False)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_the_deciding_floors_know_no_request_template_or_url() -> None:
    found = [
        f"{name_of(path)} imports {module}"
        for path in our_code()
        if path.relative_to(ROOT).parts[0] in ("artists", "consent")
        for module in imported(parsed(path))
        if module.startswith(DELIVERY)
    ]
    assert found == []


def test_actions_call_no_tasks() -> None:
    """What must follow is filed in the outbox, in the same transaction; only delivery and the tasks know Celery."""
    found = [
        f"{name_of(path)} imports {module}"
        for path in our_code()
        if path.relative_to(ROOT).parts[0] in ("artists", "consent") and path.name != "tasks.py"
        for module in imported(parsed(path))
        if module.split(".")[0] in ("celery", "kombu") or module.endswith(".tasks")
    ]
    assert found == []


def inside_functions(node: ast.AST, *, inside: bool) -> Iterator[ast.AST]:
    """Every statement and expression in the body of a function, once."""
    for child in ast.iter_child_nodes(node):
        if inside:
            yield child
        deeper = inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from inside_functions(child, inside=deeper)


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that a file names in an import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
