"""A yes that Ayla has taken back, and how far that has come: one partner has stopped, one has time, one is late."""

from datetime import timedelta

from django.utils import timezone

from consent.choices.actions import choose_for_tracks
from consent.choices.models import Standing
from consent.licences.actions import Sheet, draft
from consent.requests.actions import Ask, offer_licence
from consent.withdrawals import overdue
from consent.withdrawals.actions import acknowledge, seen
from consent.withdrawals.models import Concern, Demand
from portal.ops.seeding.answers import OFF, ON, having_read
from portal.ops.seeding.catalogue import work_off
from portal.ops.seeding.terms import answer, rate, terms
from portal.ops.seeding.world import World

PARTNERS = {"Night Bus FM": "noah", "Karaokit": "kim"}


def sow_withdrawals(world: World) -> None:
    """Remix, for a track that is hers alone and that Halcyon Audio may use already."""
    ayla = world.acting("ayla", "Ayla Marsh")
    hers = Standing.objects.filter(use="remix", answer=2, licensors=[ayla.team_id], limits=[], asset__kind="recording")
    track = hers.order_by("asset__title").values_list("asset_id", flat=True)[0]
    for name, login in PARTNERS.items():
        _licensed(world, name, login)
    choose_for_tracks([track], "remix", ON, actor=ayla, consent=having_read("remix"))
    choose_for_tracks([track], "remix", OFF, actor=ayla, consent=having_read("remix"))
    work_off()
    told = {one.partner.name: one for one in Concern.objects.filter(withdrawal__team_id=ayla.team_id)}
    rin = world.acting("rin", "Halcyon Audio")
    acknowledge(told["Halcyon Audio"], actor=rin, note="Caches emptied, no job is running.")
    _make_late(told["Karaokit"])
    work_off()


def _licensed(world: World, name: str, login: str) -> None:
    """The partner offers a licence for remixes, and she signs."""
    actor = world.acting(login, name)
    agreed = terms(("remix",), rate("0.05"))
    sheet = Sheet(f"Remixes with {name}", world.teams[name].pk, (world.teams["Ayla Marsh"].pk,), agreed)
    offer = Ask(sheet.title, "Listeners make their own mix.", agreed)
    answer(world, offer_licence(draft(sheet, actor=actor), offer, actor=actor), "Ayla Marsh")


def _make_late(concern: Concern) -> None:
    """Its deadline is cut short, so that the demonstration has somebody late from the start."""
    seen([concern], Concern.ToldBy.PAGE)
    for demand in Demand.objects.filter(concern=concern):
        Demand.objects.filter(pk=demand.pk).update(due_at=demand.asked_at + timedelta(microseconds=1))
    overdue.pass_deadlines(now=timezone.now())
