"""Who gets at rules: every member reads them, owner and manager set them."""

from datetime import timedelta

from django.utils import timezone

from tests.access.people import MANDATED, World
from tests.access.rows import ON, of_artist, of_team

MANAGE = ("ayla", "marco")
NOT_THERE = dict.fromkeys(MANDATED, 404)


def a_rule(world: World) -> dict[str, object]:
    """The rule of the artist's team."""
    return {"pk": world.rule.pk}


def gaps(world: World) -> dict[str, object]:
    """A rule as the form sends it."""
    until = timezone.now().date() + timedelta(days=30)
    return {"answer": "yes", "uses": ["analyse"], "until": until.isoformat()}


RULES = (
    of_artist("site:rules"),
    of_team("label", "dana", "site:rules", notes="of a label"),
    of_team("partner", "rin", "site:rules", outcome=404, notes="of a partner"),
    of_artist("site:rule_new", "POST", data=gaps, outcome=ON, may=MANAGE),
    of_artist("site:rule_try", "POST", data=gaps, may=MANAGE),
    of_artist("site:rule_edit", args=a_rule, may=MANAGE, but=NOT_THERE),
    of_team("label", "dana", "site:rule_edit", args=a_rule, outcome=404, notes="of others"),
    of_artist("site:rule_edit", "POST", a_rule, data=gaps, outcome=ON, may=MANAGE, but=NOT_THERE),
    of_artist("site:rule_move", "POST", a_rule, data=lambda w: {"to": "up"}, outcome=ON, may=MANAGE, but=NOT_THERE),
    of_artist("site:rule_pause", "POST", a_rule, outcome=ON, may=MANAGE, but=NOT_THERE),
    of_artist("site:rule_again", "POST", a_rule, outcome=409, may=MANAGE, but=NOT_THERE),
    of_artist("site:rule_remove", args=a_rule, may=MANAGE, but=NOT_THERE),
    of_artist("site:rule_remove", "POST", a_rule, outcome=ON, may=MANAGE, but=NOT_THERE),
)
