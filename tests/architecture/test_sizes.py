"""Files and functions stay small enough to read at one go; no drawer for leftovers."""

import ast

from tests.architecture.tree import name_of, our_code, parsed, tracked

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_VIEW = 25
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_no_file_is_long() -> None:
    written = [*tracked("*.py", "*.html", "*.css", "*.js")]
    ours = [path for path in written if not {"migrations", "vendor"} & set(path.parts)]
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in ours}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    found = {}
    for path in our_code():
        most = LONGEST_VIEW if path.name == "views.py" else LONGEST_FUNCTION
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length_of(node) > most:
                found[f"{name_of(path)}:{node.name}"] = length_of(node)
    assert found == {}


def test_nothing_is_a_drawer_for_leftovers() -> None:
    assert [name_of(path) for path in our_code() if {path.stem, *path.parts} & DRAWERS] == []


def length_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code: what the function says of itself does not count against it."""
    docstring = node.body[0] if ast.get_docstring(node) else None
    spoken = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - spoken
