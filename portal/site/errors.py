"""The last pages anybody wants to see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or cookies are off: say so and how to go on."""
    return render(request, "errors/csrf.html", status=403)
