"""Everything that is held about one person, table by table: read off the register of fields, so that none is forgotten.

A table is about a person in one of four ways: it points to them, it holds their number (the journal), it holds an
address that they have proved to be theirs, or it belongs to a row that points to them. What a row that is theirs says
is given whole but for a team's own affairs; of what they did for a team, that they did it and when. Secrets (hashes,
keys, what lies under a name nobody may guess) are never given: nobody reads them, we do not either.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q

from artists.accounts.models import User
from portal.ops.privacy import FIELDS
from portal.ops.privacy_sorts import Sort

# What other people's packages keep of somebody: which fields say something; the rest is secret, or the person.
OTHERS: Mapping[str, tuple[str, ...]] = {
    "account.EmailAddress": ("email", "verified", "primary"),
    "mfa.Authenticator": ("type", "created_at", "last_used_at"),
    "socialaccount.SocialAccount": ("provider", "uid", "date_joined", "last_login", "extra_data"),
    "usersessions.UserSession": ("created_at", "ip", "last_seen_at", "user_agent"),
}
_WHOSE = "person"  # the field, or the beginning of its column, by which a row is somebody's
_GIVEN = frozenset({Sort.KEY, Sort.PUBLIC, Sort.PERSON})
_AT_ONCE = 500


def tables(person: User) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The rows about a person, by table; tables without any come too, empty."""
    addresses = [person.email, *EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)]
    for label, fields in sorted(FIELDS.items()):
        if (about := about_a_person(label, person, addresses)) is not None:
            yield label, _rows(apps.get_model(label), about, fields, person)
    for label, names in OTHERS.items():
        found = apps.get_model(label)._default_manager.filter(user=person)
        yield label, ({name: getattr(row, name) for name in names} for row in found.order_by("pk"))


def about_a_person(label: str, person: User, addresses: list[str]) -> Q | None:
    """Which rows of a table are about them; None for a table that is about nobody."""
    model, fields = apps.get_model(label), FIELDS[label]
    if model is User:
        return Q(pk=person.pk)
    found = [Q(**{field.name: person.pk}) for field in _pointing(model)]
    found += [Q(person_id=person.pk)] if fields.get("person_id") is Sort.PERSON else []
    if fields.get("email") is Sort.PERSON:
        found += [Q(email__iexact=address) for address in dict.fromkeys(addresses)]
    found = found or [
        Q(**{f"{field.name}__{_WHOSE}": person.pk})
        for field in model._meta.local_concrete_fields
        if fields[field.name] is Sort.PERSON and isinstance(field, ForeignKey) and _is_theirs(field.related_model)
    ]
    about = Q()
    for one in found:
        about |= one
    return about if found else None


def _rows(model: type[Model], about: Q, fields: Mapping[str, Sort], person: User) -> Iterator[dict[str, Any]]:
    theirs = model is User or _is_theirs(model) or not _pointing(model)
    kept = model._meta.local_concrete_fields
    for row in model._default_manager.filter(about).order_by("pk").iterator(chunk_size=_AT_ONCE):
        said: dict[str, Any] = {}
        for field in kept:
            value = getattr(row, field.attname)
            if fields[field.name] is Sort.SECRET or (field.related_model is User and value != person.pk):
                continue
            given = fields[field.name] in _GIVEN or (theirs and fields[field.name] is Sort.HOLDERS)
            if given or _when(field, row, person):
                said[field.name] = value
        yield said


def _when(field: "Field[Any, Any]", row: Model, person: User) -> bool:
    """Whether it is the moment of something that they did: `added_at` beside their `added_by`."""
    return field.name.endswith("_at") and getattr(row, f"{field.name.removesuffix('_at')}_by_id", None) == person.pk


def _pointing(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.local_concrete_fields if field.related_model is User]


def _is_theirs(model: Any) -> bool:
    """Whether each row of it belongs to one person."""
    names = {field.attname for field in model._meta.local_concrete_fields}
    return f"{_WHOSE}_id" in names
