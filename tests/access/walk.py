"""Every address there is, from the URLconf."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every_name() -> list[str]:
    """The full name of every address; a nameless one gives its pattern."""
    return sorted(set(_walk(get_resolver().url_patterns, "", "")))


def _walk(patterns: Iterable[URLPattern | URLResolver], space: str, before: str) -> Iterator[str]:
    for pattern in patterns:
        here = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else here
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner, here)
