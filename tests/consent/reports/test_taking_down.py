"""What goes with a withdrawal: its maker is told, and once it has acknowledged the page says that it is gone."""

from django.test import Client

from artists.journal.outbox import drain
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.reports.models import Output
from consent.uses import text_of
from consent.withdrawals.actions import acknowledge, ask_more
from consent.withdrawals.models import Concern
from tests.cast import Cast, acting
from tests.support.reporting import line, open_track, rin, sent, the_licence


def test_outputs_of_an_acknowledged_takedown_are_gone(cast: Cast) -> None:
    asset, licence, ayla = open_track(cast), the_licence(cast), acting(cast.ayla, cast.artist)
    made = {
        "id": "o-1",
        "title": "In the rain",
        "kind": "audio",
        "contains_ai": "All",
        "url": "https://halcyon.example/o",
    }
    other = made | {"id": "o-2", "title": "Another"}
    elsewhere = open_track(cast, "Tidewater")
    sent(rin(cast), line(asset, licence, outputs=[made]), line(elsewhere, licence, "l-2", outputs=[other]))
    choose_for_tracks(
        [asset.pk], "remix", State(Answer.OFF), actor=ayla, consent=Consent(text_of("remix").sha256, reviewed=True)
    )
    drain()
    concern = Concern.objects.get(partner=cast.partner)
    ask_more(concern.withdrawal, "takedown_outputs", actor=ayla)
    acknowledge(concern, ["takedown_outputs"], actor=rin(cast))
    drain()
    assert dict(Output.objects.values_list("reference", "gone")) == {"o-1": "withdrawal", "o-2": ""}
    gone = Output.objects.get(reference="o-1")
    page = Client().get(f"/made/{gone.pk}/")
    assert (page.status_code, page["X-Robots-Tag"]) == (410, "noindex")
    assert "https://halcyon.example/o" not in page.content.decode()
    assert "taken back" in page.content.decode()
    up = Client().get(f"/made/{Output.objects.get(reference='o-2').pk}/")
    assert up.status_code == 200
    assert "Tidewater by Ayla Marsh" in up.content.decode()
