"""Who gets in where: every address of ours × every person. A new address needs its row here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.site.participation.forms import texts_seen
from tests.access.identity import IDENTITY
from tests.access.licences import LICENCES
from tests.access.notices import NOTICES
from tests.access.of_accounts import ACCOUNTS
from tests.access.of_claims import CLAIMS
from tests.access.of_clients import CLIENTS
from tests.access.of_console import CONSOLE
from tests.access.of_developers import DEVELOPERS
from tests.access.of_earnings import EARNINGS
from tests.access.of_experiences import EXPERIENCES
from tests.access.of_fans import FANS
from tests.access.of_invoices import INVOICES
from tests.access.of_offers import OFFERS
from tests.access.of_payouts import PAYOUTS
from tests.access.of_reports import REPORTS
from tests.access.of_signals import SIGNALS
from tests.access.of_sound import SOUNDS
from tests.access.of_splits import SPLITS
from tests.access.of_statements import STATEMENTS
from tests.access.of_voices import VOICES
from tests.access.of_webhooks import WEBHOOKS
from tests.access.of_withdrawals import WITHDRAWALS
from tests.access.people import MANDATED, TEAM, World
from tests.access.requests import REQUESTS
from tests.access.rows import ON, PROVE, Args, Row, everybody, of_artist, of_team, public, signed_in
from tests.access.rules import RULES
from tests.access.second import SECOND

OWN = ("ayla",)
CHOOSE = ("ayla", "marco", "ed")


def press(use: str, of: str = "own") -> Args:
    """A press on a switch: on, as one who has read everything."""

    def data(world: World) -> dict[str, object]:
        asset = world.cast.voice if of == "voice" else getattr(world, of)
        shown = {"texts": texts_seen(), "seen": 0, "agreed": "on"}
        return {"asset": asset.pk, "use": use, "answer": "on", **shown}

    return data


def cell(use: str) -> Args:
    """The address of a cell of her own track."""
    return lambda world: {"asset": world.own.pk, "use": use}


def limits(world: World) -> dict[str, object]:
    """A yes for Germany."""
    return {"answer": "on", "territories": ["DE"], "seen": 0, "texts": texts_seen()}


def many(use: str) -> Args:
    """An answer for her own track, as one of many."""
    return lambda world: {
        "use": use, "answer": "on", "tracks": [world.own.pk], "expected": 1, "texts": texts_seen()
    }  # fmt: skip


def member(who: str) -> Args:
    """The address of a member of the artist's team."""
    return lambda world: {"pk": world.member(who)}


def dropped(world: World) -> dict[str, object]:
    """Why a message is dropped."""
    return {"reason": "It was a test."}


def editor(world: World) -> dict[str, object]:
    """Another role."""
    return {"role": "editor"}


def new_person(world: World) -> dict[str, object]:
    """Somebody to invite."""
    return {"email": "nia@demo.test", "role": "viewer"}


def mandate(world: World) -> dict[str, object]:
    """A mandate for the label, read and confirmed."""
    until = (timezone.now() + timedelta(days=30)).date()
    return {"holder": world.cast.label.slug, "uses": ["remix"], "until": until.isoformat(), "confirmed": "1"}


def new_music(world: World) -> dict[str, object]:
    """A track or a release by Ayla Marsh."""
    return {"title": "Low Bridge", "artist": world.cast.ayla_marsh.pk, "kind": "single"}


def new_holder(world: World) -> dict[str, object]:
    """The label, as holder of the master."""
    return {"team": world.cast.label.slug, "right": "master"}


def performer(world: World) -> dict[str, object]:
    """The performer's right."""
    return {"right": "performer"}


def voice(world: World) -> dict[str, object]:
    """A voice to put on file."""
    return {"kind": "voice"}


def settings_form(world: World) -> dict[str, object]:
    """One's own settings."""
    return {"name": "Somebody", "time_zone": "UTC", "theme": ""}


PUBLIC = (
    public("landing"),
    public("fans:artists"),
    public("fans:artist", lambda w: {"slug": w.cast.ayla_marsh.slug}),
    public("fans:uses"),
    public("fans:use", lambda w: {"code": "train"}),
    public("fans:rights"),
    public("fans:privacy"),
    public("fans:accessibility"),
    public("fans:favicon", outcome=ON),
    public("healthz"),
    Row("site:theme", "POST", everybody(ON), data=lambda w: {"theme": "dark", "next": "/"}),
    # In the demonstration only.
    public("site:components", outcome=404),
    public("site:mail", outcome=404),
    public("site:mail_read", lambda w: {"key": "one"}, outcome=404),
)

# A session opens nothing here: only a bearer token does, and tests/portal/api says what each token gets.
MACHINES = (
    public("api-v1:openapi-json"),
    public("api-v1:api-root", outcome=404),
    public("api-v1:ask_one", outcome=401, query="use=cover&isrc=QZK6B2600412"),
    Row("api-v1:ask_many", "POST", everybody(401)),
    public("api-v1:read", lambda w: {"permit": uuid4()}, outcome=401),
    Row("api-v1:redeem", "POST", everybody(401), lambda w: {"permit": uuid4()}),
    public("jwks"),
    public("permit-status", lambda w: {"page": 0}, outcome=404),
    public("api-v1:own_requests", outcome=401),
    public("api-v1:own_experiences", outcome=401),
    public("api-v1:one_experience", lambda w: {"id": uuid4()}, outcome=401),
    public("api-v1:own_licences", outcome=401),
    public("api-v1:one_licence", lambda w: {"id": "L-0001"}, outcome=401),
    Row("api-v1:ask", "POST", everybody(401)),
    public("api-v1:one_request", lambda w: {"id": "R-0001"}, outcome=401),
    Row("api-v1:take_back", "POST", everybody(401), lambda w: {"id": "R-0001"}),
    Row("api-v1:next_round", "POST", everybody(401), lambda w: {"id": "R-0001"}),
    Row("api-v1:accept", "POST", everybody(401), lambda w: {"id": "R-0001"}),
    Row("api-v1:again", "POST", everybody(401), lambda w: {"id": "R-0001"}),
    public("api-v1:own_withdrawals", outcome=401),
    public("api-v1:one_withdrawal", lambda w: {"id": uuid4()}, outcome=401),
    public("api-v1:its_assets", lambda w: {"id": uuid4()}, outcome=401),
    Row("api-v1:acknowledge_it", "POST", everybody(401), lambda w: {"id": uuid4()}),
    public("api-v1:uses"),
    public("api-v1:reasons"),
    public("api-nothing", lambda w: {"rest": "v2/checks"}, outcome=404),
    public("api-problems"),
    public("api-problem", lambda w: {"code": "token_missing"}),
)

PEOPLE = (
    Row("site:home", "GET", {**signed_in("site:home", outcome=ON).expected, "fay": 200}),
    signed_in("site:profile"),
    signed_in("site:profile", "POST", data=settings_form, outcome=ON),
    # Everybody here has a password, so the code by e-mail is not for them.
    signed_in("site:confirm_by_code", outcome=PROVE),
    signed_in("site:confirm_by_code", "POST", outcome=PROVE),
    signed_in("site:go_on", args=lambda w: {"key": "nothing-waits"}, outcome=ON),
    signed_in("site:team_new"),
    signed_in("site:team_new", "POST", data=lambda w: {"kind": "artist", "name": "Another"}, outcome=ON),
    public("site:invitation", lambda w: {"token": w.token}),
    Row(
        "site:invitation",
        "POST",
        {**everybody(403), "nobody": 200, "fay": ON},
        lambda w: {"token": w.token},
        notes="for Fay",
    ),
)

HOMES = (
    of_artist("site:team_home"),
    of_team("label", "dana", "site:team_home", notes="of a label"),
    of_team("publisher", "theo", "site:team_home", notes="of a publisher"),
    of_team("partner", "rin", "site:team_home", notes="of a partner"),
    of_team("operator", "olu", "site:team_home", notes="of the operator"),
    of_team("operator", "olu", "site:outbox", notes="of the operator"),
    of_team("operator", "olu", "site:outbox_replay", "POST", outcome=ON, notes="of the operator"),
    of_team("operator", "olu", "site:outbox_drop", "POST", data=dropped, outcome=ON, notes="of the operator"),
    of_artist("site:outbox", outcome=404, others=404, notes="of an artist"),
    of_artist("site:outbox_replay", "POST", outcome=404, others=404, notes="of an artist"),
    of_artist("site:outbox_drop", "POST", data=dropped, outcome=404, others=404, notes="of an artist"),
    of_artist("site:hide_steps", "POST", outcome=ON),
    of_artist("site:history"),
    of_artist("site:history_csv"),
    of_artist("site:history_press", args=lambda w: {"batch": w.batch}),
    of_team("label", "dana", "site:history_press", args=lambda w: {"batch": w.batch}, outcome=404, notes="of others"),
    of_team("label", "dana", "site:roster"),
    of_team("publisher", "theo", "site:roster", notes="of a publisher"),
    of_artist("site:roster", outcome=404, notes="of an artist"),
    of_team("label", "dana", "site:roster_answer", query="artist=ayla-marsh&use=discover&answer=on", outcome=ON),
)

CHOICES = (
    of_artist("site:participation"),
    of_team("label", "dana", "site:participation", notes="of a label"),
    of_team("partner", "rin", "site:participation", outcome=404, notes="of a partner"),
    of_artist("site:participation_track", args=lambda w: {"asset": w.own.pk}),
    of_artist("site:participation_track", args=lambda w: {"asset": w.foreign.pk}, outcome=404, notes="of others"),
    of_artist("site:use_text", args=lambda w: {"use": "train"}),
    of_artist("site:review", args=lambda w: {"asset": w.own.pk, "use": "train"}),
    of_artist("site:review", args=lambda w: {"asset": w.foreign.pk, "use": "train"}, outcome=404, notes="of others"),
    of_artist("site:review_default", args=lambda w: {"use": "train"}),
    of_artist("site:answer", "POST", data=press("remix"), outcome=ON, may=(*CHOOSE, *MANDATED)),
    of_artist("site:answer", "POST", data=press("discover"), outcome=ON, may=CHOOSE, notes="outside the mandate"),
    of_artist("site:answer", "POST", data=press("remix", "foreign"), outcome=404, others=404, notes="of others"),
    of_artist("site:limits", args=cell("remix")),
    of_artist("site:limits", "POST", cell("remix"), data=limits, outcome=ON, may=(*CHOOSE, *MANDATED)),
    of_artist("site:set_default", "POST", data=press("cover"), outcome=ON, may=(*CHOOSE, *MANDATED)),
    of_artist("site:set_default", "POST", data=press("analyse"), outcome=ON, may=CHOOSE, notes="outside the mandate"),
    of_artist("site:pause", "POST", outcome=ON, may=CHOOSE),
    of_artist("site:resume", "POST", outcome=ON, may=CHOOSE),
    of_artist("site:answer_many", query=lambda w: f"use=remix&answer=on&tracks={w.own.pk}"),
    of_artist("site:answer_many", "POST", data=many("remix"), outcome=ON, may=(*CHOOSE, *MANDATED)),
    of_artist("site:undo", "POST", data=lambda w: {"batch": w.batch}, outcome=ON, may=(*CHOOSE, *MANDATED)),
    of_artist("site:undo_batch", "POST", lambda w: {"batch": w.batch}, outcome=ON, may=(*CHOOSE, *MANDATED)),
    of_artist("site:voice"),
    of_team("label", "dana", "site:voice", outcome=404, notes="of a label"),
    of_artist("site:voice_answer", "POST", data=press("speak", "voice"), outcome=PROVE, may=OWN, notes="to open"),
    of_artist(
        "site:voice_answer", "POST", data=press("speak", "voice"), outcome=ON, may=OWN, fresh=True, notes="just proved"
    ),
)


def a_delivery(world: World) -> dict[str, object]:
    """The artist's own file, planned and not confirmed."""
    return {"pk": world.delivery.pk}


CATALOGUE = (
    of_artist("site:catalogue"),
    of_team("partner", "rin", "site:catalogue", notes="of a partner, empty"),
    of_artist("site:asset", args=lambda w: {"asset": w.own.pk}),
    of_team("label", "dana", "site:asset", args=lambda w: {"asset": w.shared.pk}, notes="of another holder"),
    of_artist("site:asset", args=lambda w: {"asset": w.foreign.pk}, outcome=404, notes="of others"),
    of_artist("site:new_artist", may=CHOOSE),
    of_artist("site:new_artist", "POST", data=lambda w: {"name": "Half Moon"}, outcome=ON, may=CHOOSE),
    of_artist("site:new_song", may=CHOOSE),
    of_artist("site:new_song", "POST", data=lambda w: {"title": "Low Bridge"}, outcome=ON, may=CHOOSE),
    of_artist("site:new_track", may=CHOOSE),
    of_artist("site:new_track", "POST", data=new_music, outcome=ON, may=CHOOSE),
    of_artist("site:new_release", may=CHOOSE),
    of_artist("site:new_release", "POST", data=new_music, outcome=ON, may=CHOOSE),
    of_artist("site:new_holder", args=lambda w: {"asset": w.own.pk}, may=CHOOSE),
    of_artist("site:new_holder", "POST", lambda w: {"asset": w.own.pk}, data=new_holder, outcome=ON, may=CHOOSE),
    of_artist(
        "site:new_holder", "POST", lambda w: {"asset": w.foreign.pk}, data=new_holder,
        outcome=404, others=404, notes="of others",
    ),
    of_artist("site:give_up", "POST", lambda w: {"asset": w.own.pk}, data=performer, outcome=ON, may=OWN),
    of_artist(
        "site:give_up", "POST", lambda w: {"asset": w.foreign.pk}, data=performer,
        outcome=404, others=404, notes="of others",
    ),
    of_artist("site:new_personal", "POST", lambda w: {"artist": "ayla-marsh"}, data=voice, outcome=ON, may=CHOOSE),
    of_artist("site:import"),
    of_artist("site:import", "POST", outcome=422, may=CHOOSE),
    of_artist("site:import_template"),
    of_artist("site:delivery", args=a_delivery),
    of_team("label", "dana", "site:delivery", args=a_delivery, outcome=404, notes="of others"),
    of_artist("site:delivery_refused", args=a_delivery),
    of_artist("site:delivery_confirm", "POST", a_delivery, outcome=ON, may=CHOOSE),
    of_artist("site:delivery_discard", "POST", a_delivery, outcome=ON, may=CHOOSE),
)  # fmt: skip

# Whoever acts by mandate sees no members: their rows are not there for them.
NO_MEMBERS = dict.fromkeys(MANDATED, 404)
MANAGE = ("ayla", "marco")
NO_INVITATIONS = dict.fromkeys((*TEAM, *MANDATED), 404) | dict.fromkeys(MANAGE, ON)

TEAMS = (
    of_artist("site:team"),
    of_artist("site:team_rename", "POST", data=lambda w: {"name": "Marsh"}, outcome=ON, may=OWN),
    of_artist("site:team_leave", but={"mara": ON}),
    of_artist("site:team_leave", "POST", outcome=ON, but={"ayla": 409}),
    of_artist("site:team_invite", may=MANAGE),
    of_artist("site:team_invite", "POST", data=new_person, outcome=ON, may=MANAGE),
    of_artist("site:team_invitation_again", "POST", lambda w: {"pk": w.invitation.pk}, but=NO_INVITATIONS),
    of_artist("site:team_invitation_withdraw", "POST", lambda w: {"pk": w.invitation.pk}, but=NO_INVITATIONS),
    of_artist("site:team_role", "POST", member("vic"), data=editor, outcome=ON, may=MANAGE, but=NO_MEMBERS),
    of_artist(
        "site:team_role", "POST", member("ayla"), data=editor, outcome=409, may=OWN, but=NO_MEMBERS, notes="owner"
    ),
    of_artist("site:team_remove", args=member("vic"), may=MANAGE, but=NO_MEMBERS),
    of_artist("site:team_remove", "POST", member("vic"), outcome=ON, may=MANAGE, but=NO_MEMBERS),
    of_artist("site:mandate_new", may=OWN),
    of_artist("site:mandate_new", "POST", data=mandate, outcome=ON, may=OWN),
    of_artist("site:mandate_take_back", "POST", lambda w: {"pk": w.mandate.pk}, outcome=ON, may=OWN),
    Row(
        "site:mandate_give_back",
        "POST",
        {**signed_in("x", outcome=404).expected, "mara": ON},
        lambda w: {"team_slug": w.management.slug, "pk": w.mandate.pk},
    ),
    of_artist(
        "site:mandate_give_back",
        "POST",
        lambda w: {"pk": w.mandate.pk},
        outcome=409,
        may=("ayla", "marco"),
        notes="of who gave it",
    ),
    of_team("partner", "rin", "site:requests_sent"),
    of_artist("site:requests_sent", outcome=404, notes="of an artist", others=404),
    of_team("partner", "rin", "site:request_new"),
    of_team("partner", "rin", "site:request_new", "POST", outcome=200, notes="looks"),
    of_team("partner", "rin", "site:request_new", "POST", data=lambda w: {"do": "send"}, outcome=422),
    of_artist("site:request_new", outcome=404, notes="of an artist", others=404),
    *CLIENTS,
)

MATRIX: tuple[Row, ...] = (
    *PUBLIC,
    *MACHINES,
    *PEOPLE,
    *NOTICES,
    *HOMES,
    *CHOICES,
    *CATALOGUE,
    *IDENTITY,
    *TEAMS,
    *REQUESTS,
    *DEVELOPERS,
    *SIGNALS,
    *SOUNDS,
    *VOICES,
    *CONSOLE,
    *WEBHOOKS,
    *REPORTS,
    *INVOICES,
    *EARNINGS,
    *OFFERS,
    *STATEMENTS,
    *SPLITS,
    *ACCOUNTS,
    *PAYOUTS,
    *FANS,
    *WITHDRAWALS,
    *CLAIMS,
    *EXPERIENCES,
    *LICENCES,
    *RULES,
    *SECOND,
)

# allauth's addresses follow two rules rather than one row each: these answer to anybody, in their own way …
ALLAUTH_PUBLIC = frozenset(
    {
        "account_login", "account_signup", "account_inactive", "account_logout", "account_request_login_code",
        "account_confirm_login_code", "account_email_verification_sent", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
        "mfa_authenticate", "mfa_login_webauthn",
        "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup",
        "google_login", "google_callback", "google_login_by_token", "spotify_login", "spotify_callback",
        "openid_connect_login", "openid_connect_callback",
        "idp:oidc:configuration", "idp:oidc:jwks", "idp:oidc:token", "idp:oidc:revoke", "idp:oidc:device_code",
        "idp:oidc:userinfo", "idp:oidc:logout",
        "accounts/social/login/cancelled/", "accounts/social/login/error/", "accounts/social/signup/",
    }
)  # fmt: skip
# … and these send whoever is not signed in to the sign-in.
ALLAUTH_SIGNED_IN = frozenset(
    {
        "account_reauthenticate", "account_email", "account_change_password", "account_set_password",
        "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
        "socialaccount_connections", "usersessions_list", "idp:oidc:authorization", "idp:oidc:device_authorization",
        "accounts/social/connections/",
    }
)  # fmt: skip
ALLAUTH_ARGS: Mapping[str, dict[str, Any]] = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
    "openid_connect_login": {"provider_id": "example"},
    "openid_connect_callback": {"provider_id": "example"},
}
