"""Every page of a team: axe finds nothing, and nothing is wider than the window.

Homes, roster and history, choices, people, notices and the console are walked where their worlds are made, in the
files of these names.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from artists.accounts.models import User
from artists.catalog.deliveries.actions import receive
from artists.journal import outbox
from artists.journal.models import Message
from artists.journal.record import Follows, file_messages
from artists.teams.models import Team
from artists.webhooks.actions import Wanted, add_endpoint, send_test
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.earnings.models import Charge, Pool
from consent.earnings.pools import post_due
from consent.licences.terms import Basis, Rate
from consent.payouts import confirmations
from consent.payouts.models import Payout
from consent.reports import alarm, dues
from consent.requests.actions import Ask, ask_for_use, counter
from consent.requests.models import Request
from consent.requests.thread import Upload, post
from consent.splits.actions import propose
from consent.splits.disputes import dispute
from consent.splits.states import Side
from consent.uses import text_of
from consent.withdrawals.models import Concern
from portal.site.clients import credentials
from tests import cast as cast_module
from tests.access.people import KEY
from tests.browser.conftest import OpenPage
from tests.browser.test_first_switch import ALBUM
from tests.cast import Cast, acting, release, song_of, track
from tests.portal.site.licences.support import offered
from tests.support.browser import assert_fit, sign_in
from tests.support.closing import close, disputed, this_month
from tests.support.earning import agreed, earned, licence, used
from tests.support.experiencing import live
from tests.support.invoicing import invoice_of
from tests.support.licences import in_force, terms
from tests.support.offering import drafted
from tests.support.paying import account, answers, at_bank, came_back, stated
from tests.support.reporting import line, open_track, rin, sent, the_licence
from tests.support.sounding import sound
from tests.support.splitting import agreed as split_agreed
from tests.support.splitting import ayla as split_ayla
from tests.support.splitting import dana as split_dana
from tests.support.splitting import wanted

RIGHTS = (
    "catalogue",
    "new_artist",
    "new_track",
    "new_song",
    "new_release",
    "import",
    "rules",
    "two_people",
)


@pytest.fixture
def people(transactional_db: None) -> Cast:
    """The cast, with an album, a shared track, and a delivery that waits for a yes."""
    cast = cast_module.cast()
    ferry = track("Ferry Song", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    release("Low Tide", cast.ayla_marsh, [ferry, own])
    receive(ALBUM.name, ALBUM.read_bytes(), actor=acting(cast.dana, cast.label))
    ask = Ask("Covers for the radio", "Listeners sing it.", terms(["remix"], assets=[own]))
    choose_for_tracks(
        [own.pk], "remix", State(Answer.ASK), actor=acting(cast.ayla, cast.artist),
        consent=Consent(text_of("remix").sha256),
    )  # fmt: skip
    request = ask_for_use(ask, actor=acting(cast.rin, cast.partner))
    longer = terms(["remix"], assets=[own], longest=60)
    ayla = acting(cast.ayla, cast.artist)
    counter(request, longer, seen_sha256=request.version.sha256, actor=ayla)
    post(request, "A minute at most.", "everyone", files=[Upload("why.txt", b"Radio.")], actor=ayla)
    made = add_endpoint(
        Wanted("Studio", "https://hooks.example.com/", []), scheme="v1a", actor=acting(cast.rin, cast.partner)
    )
    send_test(made.endpoint.pk, actor=acting(cast.rin, cast.partner))
    licence = the_licence(cast)
    sent(
        acting(cast.rin, cast.partner), line(ferry, licence, use="cover"), line(own, licence, "l-2"), {"reference": "x"}
    )
    outbox.drain()
    now = timezone.now()
    dues.expect([licence], now=now + timedelta(days=80))
    alarm.look(now=now + timedelta(days=80))
    file_messages([Follows("nobody.listens", "given up"), Follows("nobody.listens", "waits", delay=timedelta(days=1))])
    Message.objects.filter(key="given up").update(dead_at=now, attempts=8, reason="Nothing answers at the other side.")
    return cast


def invoice_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """The partner's, the operator's, and what was not reported."""
    number = invoice_of(cast.partner).number
    yield cast.rin, cast.partner, "invoices", ()
    yield cast.rin, cast.partner, "invoice", (number,)
    yield cast.rin, cast.partner, "billing", ()
    yield cast.rin, cast.partner, "expected_month", (f"{timezone.now():%Y-%m}",)
    yield cast.olu, cast.operator, "invoice", (number,)
    yield cast.olu, cast.operator, "payments", ()
    yield cast.ayla, cast.artist, "expected_month", (f"{timezone.now():%Y-%m}",)
    yield cast.dana, cast.label, "expected", ()


def offer_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """What a partner offers fans: a draft, one that is open, one that paused by itself."""
    own = cast.artist.holdings.get(asset__title="Saltglass", asset__kind="recording").asset
    draft = drafted(cast.partner, [own])
    for name in ("offer", "offer_look", "offer_change", "offer_send", "offer_discard"):
        yield cast.rin, cast.partner, name, (draft.pk,)
    running = live(cast.partner, [cast.artist], [own], state="paused", paused_at=draft.created_at,
                   paused_because="choice")  # fmt: skip
    for name in ("offer", "offer_look", "offer_end"):
        yield cast.rin, cast.partner, name, (running.pk,)
    yield cast.rin, cast.partner, "offers", ()
    yield cast.rin, cast.partner, "offer_new", ()


def licence_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """One in force, one on the table, and the pages round them."""
    running = cast.artist.licences_given.order_by("licence").first().licence
    waiting = offered(cast, licensors=(cast.label,)).licence
    for user, team in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.rin, cast.partner)):
        yield user, team, "licences", ()
        yield user, team, "licence", (running.pk,)
        yield user, team, "licence_tracks", (running.pk,)
        yield user, team, "licence_new", ()
    yield cast.dana, cast.label, "licence", (waiting.pk,)
    yield cast.dana, cast.label, "licence_counter", (waiting.pk,)
    yield cast.rin, cast.partner, "licence_new_version", (running.pk,)
    yield cast.dana, cast.label, "licences_compare", ()


def withdrawal_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """A cover that the artist takes back, on both sides."""
    own = cast.artist.holdings.get(asset__title="Saltglass", asset__kind="recording").asset
    for answer in (Answer.ON, Answer.OFF):
        choose_for_tracks(
            [own.pk], "cover", State(answer), actor=acting(cast.ayla, cast.artist),
            consent=Consent(text_of("cover").sha256),
        )  # fmt: skip
    outbox.drain()
    concern = Concern.objects.get(partner=cast.partner)
    yield cast.ayla, cast.artist, "team_home", ()
    yield cast.ayla, cast.artist, "withdrawals", ()
    yield cast.ayla, cast.artist, "withdrawal", (concern.withdrawal_id,)
    yield cast.rin, cast.partner, "withdrawals", ()
    yield cast.rin, cast.partner, "withdrawal", (concern.pk,)


def report_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """What was sent and refused, what is due and late, and what a holder reads of it."""
    for user, team in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.rin, cast.partner)):
        yield user, team, "reports", ()
    yield cast.rin, cast.partner, "report", (cast.partner.report_batches.get().pk,)


def statement_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """A month that is closed and one that runs, as a holder and an operator see them."""
    month, asset, deal = this_month(), open_track(cast, "Earned"), licence(cast.partner, [cast.label])
    agreed(asset, {cast.artist: 2500, cast.label: 7500})
    disputed(asset, cast.label, cast.artist, 500)
    earned(rin(cast), used(asset, deal, "earned", quantity=100))
    yield cast.dana, cast.label, "statement_draft", (f"{month:%Y-%m}", "EUR")
    for name in ("earnings", "earnings_lines", "earnings_tracks"):
        yield cast.dana, cast.label, name, ()
    yield cast.dana, cast.label, "earnings_use", (Charge.objects.latest("pk").line_id,)
    yield cast.olu, cast.operator, "months", ()
    said = close(month)[-1]
    yield cast.dana, cast.label, "statements", ()
    yield cast.dana, cast.label, "statement", (said.number,)
    yield cast.olu, cast.operator, "months", ()


def payout_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """A team that is paid, with a transfer that came back; and who pays."""
    account(cast.theo, cast.publisher)
    stated(cast.publisher, "3046.90", first=date(2020, 1, 1))
    batch, olu = at_bank(acting(cast.olu, cast.operator)), acting(cast.olu, cast.operator)
    line = came_back(Payout.objects.get(batch=batch, team=cast.publisher).reference, "3046.90")
    reply = confirmations.take("bank.csv", answers(line), actor=olu)
    yield cast.theo, cast.publisher, "payouts", ()
    yield cast.theo, cast.publisher, "payout", (Payout.objects.get(batch=batch, team=cast.publisher).reference,)
    yield cast.olu, cast.operator, "payout_batches", ()
    yield cast.olu, cast.operator, "payout_batch", (batch.pk,)
    yield cast.olu, cast.operator, "payout_reply", (reply.pk,)


def account_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """An advance being divided, and who may read what of it."""
    rates = (Rate(Basis.ADVANCE, Decimal(100)), Rate(Basis.PER_OUTPUT, Decimal("0.1")))
    deal = in_force(cast.partner, [cast.label], terms(rates=rates, minimum=Decimal(500)))
    post_due()
    pool = Pool.objects.get()
    for user, team in ((cast.dana, cast.label), (cast.rin, cast.partner)):
        yield user, team, "accounts", ()
        yield user, team, "account", (deal.pk,)
        yield user, team, "pool", (pool.pk,)
    yield cast.olu, cast.operator, "settlements", ()


def split_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """A split that waits for the artist, a disputed one in force, and what the operator sees of it."""
    ferry = cast.label.holdings.get(asset__title="Ferry Song", asset__kind="recording").asset
    split_agreed(ferry, {cast.artist: 6_000, cast.label: 4_000}, split_dana(cast), split_ayla(cast))
    dispute(ferry, Side.RECORDING, cast.label, 500, "The bridge is mine.", actor=split_ayla(cast))
    propose(ferry, wanted({cast.artist: 7_000, cast.label: 3_000}), actor=split_dana(cast))
    one = (ferry.pk, "recording")
    yield cast.ayla, cast.artist, "splits", ()
    yield cast.ayla, cast.artist, "split", one
    yield cast.ayla, cast.artist, "asset", one[:1]
    yield cast.dana, cast.label, "splits_many", ()
    for name in ("split_propose", "split_dispute"):
        yield cast.dana, cast.label, name, one
    yield cast.olu, cast.operator, "splits", ()
    yield cast.olu, cast.operator, "split", one


def client_pages(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """A client that signs with its own key."""
    signer = credentials.make("signer", keys=KEY, actor=acting(cast.rin, cast.partner)).client
    for name in ("client", "client_revoke"):
        yield cast.rin, cast.partner, name, (signer.pk,)
    yield cast.rin, cast.partner, "client_key_remove", (signer.pk, signer.keys.get().pk)
    yield cast.rin, cast.partner, "client_new", ()


def addresses(cast: Cast) -> Iterator[tuple[User, Team, str, tuple[object, ...]]]:
    """Who looks at what."""
    own = cast.artist.holdings.get(asset__title="Saltglass", asset__kind="recording").asset
    for name in RIGHTS:
        yield cast.ayla, cast.artist, name, ()
    for name in ("asset", "new_holder"):
        yield cast.ayla, cast.artist, name, (own.pk,)
    yield cast.ayla, cast.artist, "asset", (song_of(own).pk,)
    sound(own, team=cast.artist)
    for name in ("asset", "sound"):
        yield cast.ayla, cast.artist, name, (own.pk,)
    for name in ("team_home", "team", "history", "participation", *RIGHTS):
        yield cast.dana, cast.label, name, ()
    yield cast.dana, cast.label, "delivery", (cast.label.deliveries.get().pk,)
    for name in ("team_home", "participation", "roster"):
        yield cast.theo, cast.publisher, name, ()
    yield from report_pages(cast)
    yield from invoice_pages(cast)  # of a month before the one that is closed next
    yield from statement_pages(cast)
    yield from account_pages(cast)
    yield from payout_pages(cast)
    yield from split_pages(cast)
    yield from client_pages(cast)
    for name in ("team_home", "requests_sent", "request_new", "clients", "webhooks", "webhook_new", "team"):
        yield cast.rin, cast.partner, name, ()
    hook = cast.partner.endpoints.get()
    for name in ("webhook", "webhook_change", "webhook_key", "webhook_delete"):
        yield cast.rin, cast.partner, name, (hook.pk,)
    yield cast.rin, cast.partner, "webhook_event", (hook.pk, hook.events.get().pk)
    request = Request.objects.get()
    for name in ("request", "request_counter"):
        yield cast.ayla, cast.artist, name, (request.pk,)
        yield cast.rin, cast.partner, name, (request.pk,)
    for someone, of in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.rin, cast.partner)):
        yield someone, of, "requests", ()
    yield cast.olu, cast.operator, "team_home", ()
    yield from licence_pages(cast)
    yield from offer_pages(cast)
    yield from withdrawal_pages(cast)
    yield cast.olu, cast.operator, "outbox", ()


@pytest.mark.parametrize("names", [("ayla",), ("dana", "theo"), ("rin", "olu")], ids=" ".join)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_page: OpenPage, people: Cast, names: tuple[str, ...]
) -> None:
    pages = {getattr(people, name): open_page() for name in names}
    for person, page in pages.items():
        sign_in(page, person)
    for person, team, name, more in addresses(people):
        if person in pages:
            answer = pages[person].goto(reverse(f"site:{name}", args=[team.slug, *more]))
            assert answer is not None
            assert answer.status == 200, (name, answer.status)
            assert_fit(pages[person])
