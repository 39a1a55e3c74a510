"""The signed-in person of a request."""

from django.http import HttpRequest

from artists.accounts.models import User


def person_of(request: HttpRequest) -> User:
    """The person; only for views that nobody reaches without signing in."""
    person = request.user
    if not isinstance(person, User):
        raise LookupError("Nobody is signed in here.")
    return person
