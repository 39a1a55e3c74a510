"""Signing in as a person does, so that the session knows how and when they proved who they are."""

from datetime import timedelta

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from artists.accounts.models import User
from tests.cast import PASSWORD


def signed_in(user: User) -> Client:
    """A browser in which the person has just signed in with their password."""
    client = Client()
    response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302, response.content
    return client


def stale(client: Client, by: timedelta = timedelta(hours=2)) -> Client:
    """The same browser, with every proof of who it is so much longer ago."""
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**r, "at": r["at"] - by.total_seconds()} for r in records]
    session.save()
    return client
