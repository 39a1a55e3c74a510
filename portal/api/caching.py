"""What is the same for everybody may be kept for an hour, and is then asked for by its tag."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page


def public_document(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view whose answer changes only with our code."""
    return cache_control(public=True, max_age=3600)(conditional_page(view))
