"""The words by which every field is sorted: who may know it."""

from enum import StrEnum


class Sort(StrEnum):
    """Who may know a field."""

    KEY = "key"  # numbers and bookkeeping that say nothing by themselves
    PUBLIC = "public"  # anybody
    HOLDERS = "holders"  # the teams that hold a right in the asset: they see each other's answers
    TEAM = "team"  # the team it belongs to
    PERSON = "person"  # about a person: theirs to see, to take along and to have removed
    SECRET = "secret"  # noqa: S105 - a word. Nobody; only ever compared, or hashed


KEY, PUBLIC, HOLDERS, TEAM, PERSON, SECRET = Sort
