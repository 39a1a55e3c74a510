"""The reference, made from the document that is served: for each operation what it takes, answers and refuses."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from portal.api.describing import PARTS, Part
from portal.api.developers.samples import Code
from portal.api.developers.writing import inline
from portal.api.problems import PROBLEM_TYPES, ProblemType
from portal.api.v1 import api

Schema = Mapping[str, Any]
_DEEPEST = 4


@dataclass(frozen=True)
class Field:
    """A field of a body or a parameter: its name with its place, its type in words, and what it says."""

    name: str
    kind: str
    required: bool
    about: SafeString
    depth: int = 0


@dataclass(frozen=True)
class Answer:
    """What is answered with a status."""

    status: str
    about: str
    fields: Sequence[Field]
    example: Code | None


@dataclass(frozen=True)
class Operation:
    """One operation, as its part of the reference shows it."""

    id: str
    method: str
    path: str
    summary: str
    about: SafeString
    scope: str
    parameters: Sequence[Field]
    body: Sequence[Field]
    call: Code
    answers: Sequence[Answer]
    problems: Sequence[ProblemType]


@dataclass(frozen=True)
class Chapter:
    """A part of the API with its operations."""

    part: Part
    operations: Sequence[Operation]

    @property
    def slug(self) -> str:
        """Its place in addresses."""
        return self.part.name.lower()


def chapters(document: Schema) -> list[Chapter]:
    """The whole reference, in the document's order."""
    found: dict[str, list[Operation]] = {part.name: [] for part in PARTS}
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            found[one["tags"][0]].append(_operation(method, path, one, document["components"]["schemas"]))
    return [Chapter(part, found[part.name]) for part in PARTS if found[part.name]]


def _operation(method: str, path: str, one: Schema, shapes: Schema) -> Operation:
    content = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    scope = next((scopes[0] for security in one["security"] for scopes in security.values()), "")
    refused = {int(status) for status in one["responses"] if status >= "400"}
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        about=inline(one.get("description", "")),
        scope=scope,
        parameters=[_parameter(each, shapes) for each in one["parameters"]],
        body=list(_fields(content.get("schema", {}), shapes)),
        call=_call(method, path, one, content.get("example")),
        answers=[_answer(status, each, shapes) for status, each in one["responses"].items() if status < "400"],
        problems=[each for each in PROBLEM_TYPES.values() if each.status in refused],
    )


def _parameter(one: Schema, shapes: Schema) -> Field:
    schema = one["schema"]
    about = one.get("description") or schema.get("description", "")
    return Field(one["name"], _kind(schema, shapes), one.get("required", False), inline(about))


def _answer(status: str, one: Schema, shapes: Schema) -> Answer:
    media: dict[str, Schema] = one.get("content", {})
    kind = next(iter(media), "")
    content = media.get(kind, {})
    example = content.get("example")
    fields = list(_fields(content.get("schema", {}), shapes)) if kind == "application/json" else []
    about = {"200": "Done", "201": "Made", "202": "Not yet", "304": "Not changed"}.get(status, str(one["description"]))
    return Answer(
        status,
        f"{about}, as {kind}" if kind not in ("", "application/json") else about,
        fields,
        Code("json", json.dumps(example, indent=2, ensure_ascii=False)) if example is not None else None,
    )


def _fields(schema: Schema, shapes: Schema, before: str = "", depth: int = 0) -> Iterator[Field]:
    """The properties of an object and of what is in it, in reading order."""
    shape = _inside(schema, shapes)
    if depth >= _DEEPEST:
        return
    for name, one in shape.get("properties", {}).items():
        about = one.get("description", "")
        yield Field(f"{before}{name}", _kind(one, shapes), name in shape.get("required", ()), inline(about), depth)
        inner = _inside(one, shapes)
        dots = f"{before}{name}{'[]' if _is_list(one) else ''}."
        if inner.get("properties"):
            yield from _fields(inner, shapes, dots, depth + 1)


def _is_list(schema: Schema) -> bool:
    return any(one.get("type") == "array" for one in (schema, *schema.get("anyOf", ())))


def _inside(schema: Schema, shapes: Schema) -> Schema:
    """The object that a schema is about: through references, lists, and what may be null."""
    if "$ref" in schema:
        return _inside(shapes[schema["$ref"].rsplit("/", 1)[1]], shapes)
    if "items" in schema:
        return _inside(schema["items"], shapes)
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        if (found := _inside(one, shapes)).get("properties"):
            return found
    return schema


def _kind(schema: Schema, shapes: Schema) -> str:
    if "$ref" in schema:
        return "object"
    if choices := schema.get("enum"):
        return " or ".join(map(str, choices)) if len(choices) < 6 else "one of " + ", ".join(map(str, choices))
    if "const" in schema:
        return str(schema["const"])
    if several := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(_kind(one, shapes) for one in several))
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}), shapes)}"
    words = {"uuid": "UUID", "date-time": "time", "date": "date", "binary": "file"}
    return words.get(schema.get("format", ""), str(kind))


def _call(method: str, path: str, one: Schema, body: Any) -> Code:
    lines = [f'curl "{settings.SITE_ORIGIN}{path}"'] if not one["parameters"] else [_with_parameters(path, one)]
    if one["security"]:
        lines.append('  -H "Authorization: Bearer $TOKEN"')
    if method == "post" and body is None:
        lines.append("  -X POST")
    if body is not None:
        text = json.dumps(body, indent=2, ensure_ascii=False).replace("'", "'\\''")
        lines += ['  -H "Content-Type: application/json"', f"  -d '{text}'"]
    return Code("sh", " \\\n".join(lines))


def _with_parameters(path: str, one: Schema) -> str:
    needed = [
        f"{each['name']}={each['schema'].get('examples', ['…'])[0]}"
        for each in one["parameters"]
        if each["in"] == "query" and (each.get("required") or each["name"] == "isrc")
    ]
    return f'curl "{settings.SITE_ORIGIN}{path}{"?" if needed else ""}{"&".join(needed)}"'


@cache
def whole() -> tuple[Chapter, ...]:
    """The reference to version 1."""
    return tuple(chapters(json.loads(json.dumps(api.get_openapi_schema(), default=str))))
