"""Settings, read from the environment alone, in Django's own order.

SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS, SITE_ORIGIN and IDP_OIDC_PRIVATE_KEY have no defaults: the demonstration
(portal/ops/demo.py) and the tests (tests/environment.py) set their own. docs/runbook.md lists every variable.
https://docs.djangoproject.com/en/5.2/ref/settings/
"""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from portal.ops import broker, issuer, logs, payer, periodic, storage, studio, uploads

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# What kind of run this is. DEMO switches on /dev/ pages and mail in files; nothing else may depend on it.
DEMO = env.bool("SOUNDCHECK_DEMO", False)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])  # older ones: they still open, and sign nothing
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_ORIGIN = env.str("SITE_ORIGIN").rstrip("/")  # such as https://soundcheck.example; links in mails start with it
VAR_DIR = Path(env.str("SOUNDCHECK_VAR", str(BASE_DIR / "var")))
RSL_MEDIA_EXPERIMENT = env.bool("RSL_MEDIA_EXPERIMENT", False)  # a draft that must not be used in production
PAYOUTS = payer.configure(env)  # whose account payouts leave, and by which ways
STUDIO = studio.configure(env, VAR_DIR, SITE_ORIGIN)  # the built-in tools: on or off, as which client, run where

INSTALLED_APPS = [
    "artists.accounts",
    "artists.journal",
    "artists.teams",
    "artists.catalog",
    "artists.audio",
    "artists.notices",
    "artists.webhooks",
    "consent.credentials",
    "consent.choices",
    "consent.licences",
    "consent.requests",
    "consent.decisions",
    "consent.usage",
    "consent.snapshots",
    "consent.withdrawals",
    "consent.reports",
    "consent.experiences",
    "consent.making",
    "consent.claims",
    "consent.splits",
    "consent.earnings",
    "consent.payouts",
    "consent.invoices",
    "consent.sandbox",
    "portal",
    "portal.site",
    "portal.channels",
    "portal.api",
    "portal.studio",
    "portal.ops",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_linear_migrations",
    "pgtrigger",
    "template_partials",
    "django_htmx",
    "csp",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.spotify",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "allauth.idp.oidc",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.site.middleware.CompressedPagesMiddleware",
    "portal.outward.SignalsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.site.middleware.LastSeenMiddleware",
    "portal.site.middleware.PrivatePagesMiddleware",
    "portal.site.middleware.NulMiddleware",
    "portal.site.middleware.PersonSettingsMiddleware",
    "portal.site.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.site.context_processors.shell",
            ],
            "builtins": ["template_partials.templatetags.partials", "portal.site.templatetags.soundcheck"],
        },
    }
]

# Forms come out in our look: templates/django/forms/ goes before Django's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Connections stay open, and a statement is planned once per connection: with many joins planning is most of the work.
# https://docs.djangoproject.com/en/5.2/ref/databases/#persistent-connections
DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=None, conn_health_checks=True)}
_db = DATABASES["default"]
_broker_conn_string = broker.conn_string(_db)
_db["OPTIONS"] = {
    "server_side_binding": True,
    "prepare_threshold": 5,
    "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
    **_db.get("OPTIONS", {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# allauth counts attempts here, so every process must see the same one. Culling starts at MAX_ENTRIES: a low limit would
# let a stranger push out the counts that hold him back.
if env.str("CACHE_URL", ""):
    CACHES = {"default": env.dj_cache_url("CACHE_URL")}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:home"
LOGOUT_REDIRECT_URL = "landing"

# https://docs.allauth.org/en/latest/account/configuration.html
ACCOUNT_ADAPTER = "portal.site.account.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "portal.site.account.social.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.site.account.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"check_voice": "20/m/ip", "check_statement": "20/m/ip"}  # beside allauth's own
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_ORIGIN.startswith("https") else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Soundcheck"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_ORIGIN.startswith("https")
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
for _provider in ("google", "spotify"):
    if env.str(f"{_provider.upper()}_CLIENT_ID", ""):
        SOCIALACCOUNT_PROVIDERS[_provider] = {
            "APPS": [
                {
                    "client_id": env.str(f"{_provider.upper()}_CLIENT_ID"),
                    "secret": env.str(f"{_provider.upper()}_CLIENT_SECRET"),
                }
            ]
        }
# A team's own OpenID Connect provider: a JSON list of {provider_id, name, client_id, secret, settings: {server_url}}.
if _oidc_apps := env.json("OPENID_CONNECT_APPS", []):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {"APPS": _oidc_apps, "OAUTH_PKCE_ENABLED": True}
# The sign-in form is answered by a redirect to the provider, and browsers hold form-action against redirects too.
# A provider whose sign-in page is on another host than its server_url names it in settings.sign_in_origin.
_SIGN_IN_ORIGINS = [
    f"https://accounts.{_name}.com" for _name in SOCIALACCOUNT_PROVIDERS if _name != "openid_connect"
] + [
    _app["settings"].get("sign_in_origin", "/".join(_app["settings"]["server_url"].split("/")[:3]))
    for _app in _oidc_apps
]

# Machines: OAuth 2 client credentials. https://docs.allauth.org/en/latest/idp/openid-connect/configuration.html
IDP_OIDC_PRIVATE_KEY = env.str("IDP_OIDC_PRIVATE_KEY").replace("\\n", "\n")
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_ADAPTER = "portal.api.oauth.ClientAdapter"

# Language and time: stored in UTC, shown in the reader's zone.
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What partners may use, file by file: never under an address. Every server and worker must see the same.
    "snapshots": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "snapshots", "file_permissions_mode": 0o600},
    },
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "exports", "file_permissions_mode": 0o600},
    },
    "audio": storage.audio(env, VAR_DIR),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STATIC_HASHED", not DEBUG)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = uploads.HANDLERS

# Mail: files under var/mail/ until EMAIL_URL says where to send it, such as submission://user:password@host:587.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Soundcheck <no-reply@localhost>")
EMAIL_TIMEOUT = 10
if env.str("EMAIL_URL", ""):
    _email = env.dj_email_url("EMAIL_URL")
    if "EMAIL_BACKEND" not in _email:
        raise ImproperlyConfigured(
            "EMAIL_URL must begin with submission:// (STARTTLS) or smtp:// (with ?ssl=true for TLS)."
        )
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"]
    EMAIL_HOST = _email["EMAIL_HOST"]
    EMAIL_PORT = _email["EMAIL_PORT"]
    EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
    EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
    EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# Web push, off until there is a key: `manage.py vapid` makes one. Only these services are ever written to.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", "")  # 32 bytes in base64url
VAPID_CONTACT = env.str("VAPID_CONTACT", "")  # mailto: or https:, for the push services' operators
PUSH_SERVICES = ["fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com"]

# Security. https://docs.djangoproject.com/en/5.2/topics/security/
_SECURE = SITE_ORIGIN.startswith("https")
SECURE_SSL_REDIRECT = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # what watches the server asks it directly, without the proxy's TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = 63072000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.site.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF, *_SIGN_IN_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "display-capture": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

# Celery. https://docs.celeryq.dev/en/stable/userguide/configuration.html
# The broker only wakes the worker: a task lost or run twice costs nothing, for what is to be done is in the outbox.
_TASK_SECONDS = 600
_VISIBILITY_SECONDS = 2 * _TASK_SECONDS  # longer than the longest task, or it would be handed out a second time
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "pgmq://localhost")  # which server says conn_string
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(
    CELERY_BROKER_URL, _broker_conn_string, visibility_seconds=_VISIBILITY_SECONDS
)
# In PostgreSQL it would leave a queue behind for every worker ever started.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not CELERY_BROKER_URL.startswith("pgmq")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = _TASK_SECONDS
CELERY_TASK_SOFT_TIME_LIMIT = _TASK_SECONDS - 60
# A broker that was restarted is found again by the second try; beat would never find it without. No third one: a page
# must not wait for a broker that is down, for the sweep catches up.
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 3
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long the broker is gone, the worker is there when it comes back
# What waits for servers of others has queues of its own, and so can have workers of its own: `-Q outgoing`, and so on.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = {
    _name: {"exchange": _name, "routing_key": _name}
    for _name in ("celery", "outgoing", "webhooks", "snapshots", "studio", "uploads")
}
LANE_QUEUES = {"work": "celery", "mail": "outgoing", "push": "outgoing", "sound": "uploads"}
_SWEEP_SECONDS = env.float("SWEEP_SECONDS", 30.0)
CELERY_BEAT_SCHEDULE = {
    f"sweep-{_lane}": {
        "task": "artists.journal.tasks.drain_outbox",
        "args": [_lane],
        "schedule": _SWEEP_SECONDS,
        "options": {"expires": _SWEEP_SECONDS, "queue": _queue},
    }
    for _lane, _queue in LANE_QUEUES.items()
}
# What is called again before it began is dropped: each looks at all there is.
for _task, _seconds, _queue in periodic.TASKS:
    _options = {"expires": _seconds, "queue": _queue}
    CELERY_BEAT_SCHEDULE[_task] = {"task": _task, "schedule": _seconds, "options": _options}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

CLOSING_DAY = env.int("CLOSING_DAY", 12)  # of the next month, on which a month closes: when reports are usually in

SHORT_PATH = env.bool("SHORT_PATH", True)  # checks are answered ahead of the middleware (portal/api/shortpath.py)

# Webhooks. https and public addresses only, unless this machine itself may be called too (demonstration and tests).
WEBHOOKS_TO_LOOPBACK = env.bool("WEBHOOKS_TO_LOOPBACK", False)
WEBHOOKS_TIMEOUT_SECONDS = env.float("WEBHOOKS_TIMEOUT_SECONDS", 20.0)  # for a whole call, however slowly it drips

INVOICE_ISSUER = issuer.of_invoices(env)  # who partners are to pay, and into which account

# Logs: one event a line with its fields, JSON unless LOG_FORMAT=console; request ids reach Celery's tasks too.
# https://django-structlog.readthedocs.io/
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logs.configure(level=env.str("LOG_LEVEL", "INFO"), style=env.str("LOG_FORMAT", "json"))
