"""Who gets at licences: members at drafts and offers, whoever is covered at what was signed."""

from collections.abc import Callable
from typing import Any

from artists.teams.models import Team
from consent.licences import wording
from consent.licences.actions import Sheet, draft
from consent.licences.models import Licence
from consent.licences.terms import Terms
from consent.requests.actions import Ask, offer_licence
from portal.site.terms.forms import values_of
from tests.access.people import MANDATED, World
from tests.access.rows import ON, PROVE, Outcome, Row, of_artist, of_team
from tests.cast import acting
from tests.support.licences import terms

MANAGE, MAY_ASK = ("ayla", "marco"), ("ayla", "marco", "ed")
NOT_BY_MANDATE: dict[str, Outcome] = dict.fromkeys(MANDATED, 404)


def in_force(world: World) -> dict[str, object]:
    """The licence of the cast, which the artist licenses too."""
    return {"pk": Licence.objects.filter(title="Everything").earliest("pk").pk}


def _once(title: str, make: Callable[[World], Licence]) -> Callable[[World], dict[str, object]]:
    def args(world: World) -> dict[str, object]:
        found = Licence.objects.filter(title=title).first()
        return {"pk": (found or make(world)).pk}

    return args


def _sheet(world: World, title: str, *, licensor: Team) -> Sheet:
    return Sheet(title, world.cast.partner.pk, (licensor.pk,), terms(["cover"]))


def _drafted(world: World) -> Licence:
    return draft(_sheet(world, "A draft", licensor=world.cast.artist), actor=acting(world.cast.ayla, world.cast.artist))


def _offered(world: World) -> Licence:
    partner = acting(world.cast.rin, world.cast.partner)
    licence = draft(_sheet(world, "An offer", licensor=world.cast.artist), actor=partner)
    assert licence.draft is not None
    offer_licence(licence, Ask("An offer", "To cover it.", Terms.from_data(licence.draft)), actor=partner)
    return licence


drafted, offered = _once("A draft", _drafted), _once("An offer", _offered)


def seen(world: World) -> dict[str, object]:
    """The round that was read, and the ticks."""
    version = Licence.objects.get(pk=offered(world)["pk"]).versions.get()
    assert wording.sha256(version.text) == version.sha256
    return {"seen": version.sha256, "authority": "1"}


def sending(world: World) -> dict[str, object]:
    """What goes with an offer."""
    return {"purpose": "To cover it.", "days": "14"}


def a_sheet(world: World) -> dict[str, object]:
    """A whole term sheet, to be kept."""
    values = {f"terms-{key}": value for key, value in values_of(terms(["cover"])).items() if value not in (None, "")}
    rows: dict[str, Any] = {"terms-rates-TOTAL_FORMS": "0", "terms-rates-INITIAL_FORMS": "0"}
    return {"title": "Another", "partner": world.cast.partner.pk, "do": "save", **values, **rows}


def number(world: World) -> dict[str, object]:
    """The text of its first version."""
    return {**in_force(world), "number": 1}


LICENCES: tuple[Row, ...] = (
    of_artist("site:licences"),
    of_team("partner", "rin", "site:licences", notes="of a partner"),
    of_team("operator", "olu", "site:licences", notes="of the operator, empty"),
    of_artist("site:licences_compare", but=NOT_BY_MANDATE),
    of_team("partner", "rin", "site:licences_compare", outcome=404, notes="of a partner"),
    of_artist("site:licence_new", may=MAY_ASK),
    of_artist("site:licence_new", "POST", data=a_sheet, outcome=ON, may=MAY_ASK),
    of_artist("site:licence", args=in_force),
    of_artist("site:licence", args=drafted, but=NOT_BY_MANDATE, notes="a draft"),
    of_team("partner", "rin", "site:licence", args=drafted, outcome=404, notes="a draft of others"),
    of_artist("site:licence", args=offered, but=NOT_BY_MANDATE, notes="on the table"),
    of_team("label", "dana", "site:licence", args=offered, outcome=404, notes="on the table of others"),
    of_artist("site:licence_tracks", args=in_force),
    of_artist("site:licence_text", args=number),
    of_artist("site:licence_edit", args=drafted, may=MAY_ASK, but=NOT_BY_MANDATE),
    of_artist("site:licence_edit", "POST", drafted, data=a_sheet, outcome=ON, may=MAY_ASK, but=NOT_BY_MANDATE),
    of_artist("site:licence_send", "POST", drafted, data=sending, outcome=PROVE, may=MANAGE, but=NOT_BY_MANDATE),
    of_artist(
        "site:licence_send", "POST", drafted, data=sending, outcome=ON, may=MANAGE, but=NOT_BY_MANDATE, fresh=True,
        notes="just proved",
    ),
    of_artist("site:licence_discard", "POST", drafted, outcome=ON, may=MAY_ASK, but=NOT_BY_MANDATE),
    of_artist("site:licence_sign", "POST", offered, data=seen, outcome=PROVE, may=MANAGE, but=NOT_BY_MANDATE),
    of_artist(
        "site:licence_sign", "POST", offered, data=seen, outcome=ON, may=MANAGE, but=NOT_BY_MANDATE, fresh=True,
        notes="just proved",
    ),
    of_artist("site:licence_confirm", "POST", offered, data=seen, outcome=PROVE, may=MANAGE, but=NOT_BY_MANDATE),
    of_artist("site:licence_decline", "POST", offered, data=seen, outcome=ON, may=MAY_ASK, but=NOT_BY_MANDATE),
    of_team("partner", "rin", "site:licence_withdraw", "POST", offered, outcome=ON),
    of_artist("site:licence_withdraw", "POST", offered, outcome=403, but=NOT_BY_MANDATE, notes="of others"),
    of_artist("site:licence_counter", args=offered, may=MANAGE, but=NOT_BY_MANDATE),
    of_artist("site:licence_counter", "POST", offered, outcome=422, may=MANAGE, but=NOT_BY_MANDATE),
    of_artist("site:licence_new_version", args=in_force, may=MANAGE),
    of_artist("site:licence_new_version", "POST", in_force, outcome=422, may=MANAGE),
    of_artist("site:licence_suspend", "POST", in_force, outcome=ON, may=MANAGE),
    of_artist("site:licence_resume", "POST", in_force, outcome=409, may=MANAGE),
    of_artist("site:licence_notice", "POST", in_force, outcome=ON, may=MANAGE),
    of_artist("site:licence_notice_back", "POST", in_force, outcome=409, may=MANAGE),
)  # fmt: skip
