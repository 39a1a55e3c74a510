"""What granian serves."""

import gc
import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
if settings.SHORT_PATH:  # by name, for it can be imported only now
    application = import_string("portal.api.shortpath.ShortPath")(application)

# What partners ask is counted here and written twice a second, by a thread of its own. Whoever waits for an answer must
# not wait five milliseconds, as Python would have it, for that thread to let go.
sys.setswitchinterval(0.0005)
import_module("portal.api.metering").meter.start()

# Load every address now, not during the first request. What is loaded by then stays for good: the garbage collector
# need not walk through it again and again, which was half of the time that a batch of a thousand checks took.
get_resolver().url_patterns  # noqa: B018 - reading it loads it
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 10, 10)
