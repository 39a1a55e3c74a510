"""The rows of the matrix for what a person is told, and for what is held about them."""

from artists.notices.kinds import Channel
from portal.links import open_path, stop_path
from tests.access.people import SIGNED_IN, World
from tests.access.rows import ON, PROVE, SIGN_IN, Outcome, Row, everybody, public, signed_in


def a_notice(world: World) -> dict[str, object]:
    """What Ayla was told."""
    return {"pk": world.notice.pk}


def a_link(world: World) -> dict[str, object]:
    """The token in her letter's button."""
    return {"token": open_path(world.notice.pk, world.cast.ayla.pk).split("/")[-2]}


def a_stop(world: World) -> dict[str, object]:
    """The token that stops her e-mails."""
    return {"token": stop_path(world.cast.ayla.pk, Channel.EMAIL, ["requests"]).split("/")[-2]}


HERS: dict[str, Outcome] = {"nobody": SIGN_IN, **dict.fromkeys(SIGNED_IN, 404), "ayla": ON}

NOTICES = (
    signed_in("site:data"),
    signed_in("site:data_file", "POST", outcome=PROVE),
    signed_in("site:notices"),
    Row("site:notices_bell", "GET", {**everybody(200), "nobody": 204}),
    signed_in("site:notices_read", "POST", data=lambda w: {"notice": w.notice.pk}, outcome=ON),
    Row("site:notice", "GET", HERS, a_notice),
    signed_in("site:notices_how"),
    signed_in("site:notices_switch", "POST", data=lambda w: {"switch": "requests:email:off"}, outcome=ON),
    signed_in(
        "site:notices_digest",
        "POST",
        data=lambda w: {"digest-digest": "daily", "digest-weekday": "0", "digest-at": "8:00"},
        outcome=ON,
    ),
    signed_in("site:notices_quiet", "POST", data=lambda w: {"quiet-since": "22:00", "quiet-until": "8:00"}, outcome=ON),
    signed_in("site:notices_test", "POST", outcome=ON),
    signed_in("site:notices_address", "POST", outcome=ON),
    signed_in("site:notices_allow", "POST", data=lambda w: {"endpoint": "https://elsewhere.test/"}, outcome=422),
    signed_in("site:notices_forget", "POST", a_notice, outcome=ON),
    Row("site:notice_link", "GET", {**dict.fromkeys(SIGNED_IN, 403), "nobody": SIGN_IN, "ayla": ON}, a_link),
    public("site:notices_stop", a_stop),
    Row("site:notices_stop", "POST", everybody(ON), a_stop),
    public("site:service_worker"),
    public("site:manifest"),
)
