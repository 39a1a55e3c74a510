"""The notice centre and the bell."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artists.accounts.models import User
from artists.notices.kinds import register
from artists.notices.models import Notice
from artists.notices.telling import Told, Words, tell_now, withdraw
from tests.cast import Cast

ASK = register("test.centre_ask", "Somebody asks", group="requests", permission=None)
PAY = register("test.centre_pay", "Money", group="money", permission=None)


def coming(person: User) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def tell(
    person: User, number: int = 1, *, kind: object = ASK, now: datetime | None = None, needs: bool = False
) -> None:
    """Tell somebody something."""
    told = Told(
        kind,  # type: ignore[arg-type]
        f"thing:{person.pk}:{number}",
        people={person.pk: Words(f"Thing {number} happened", "What it means.")},
        place=("profile", ""),
        needs_answer=needs,
    )
    tell_now(told, key=f"{person.pk}:{number}:{now}", now=now)


def page(client: Client, query: str = "") -> str:
    """The centre."""
    answer = client.get(f"/notices/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_first_visit_says_what_will_be_here_even_to_a_fan(cast: Cast) -> None:
    assert "Nothing has happened yet" in page(coming(cast.fay))


def test_notices_stand_by_day_in_the_readers_zone(cast: Cast) -> None:
    cast.ayla.time_zone = "Pacific/Auckland"
    cast.ayla.save()
    with time_machine.travel(datetime(2026, 11, 24, 12, 30, tzinfo=UTC), tick=False):  # 1:30 on the 25th there
        tell(cast.ayla, 1, now=datetime(2026, 11, 24, 10, tzinfo=UTC))
        tell(cast.ayla, 2, now=datetime(2026, 11, 24, 11, 30, tzinfo=UTC))
        shown = page(coming(cast.ayla))
    assert shown.index("Today, 25 November") < shown.index("Thing 2") < shown.index("Yesterday, 24 November")
    assert shown.index("Yesterday, 24 November") < shown.index("Thing 1")


def test_tabs_are_in_the_address(cast: Cast) -> None:
    tell(cast.ayla, 1, needs=True)
    tell(cast.ayla, 2, kind=PAY)
    client = coming(cast.ayla)
    client.post("/notices/read/", {"notice": Notice.objects.get(title__startswith="Thing 1").pk})
    shown = {tab: page(client, f"tab={tab}") for tab in ("", "new", "needs", "requests", "money")}
    assert {tab for tab, html in shown.items() if "Thing 1" in html} == {"", "needs", "requests"}
    assert {tab for tab, html in shown.items() if "Thing 2" in html} == {"", "new", "money"}
    assert client.get("/notices/?tab=nonsense").status_code == 404


def test_nobody_sees_or_reads_anothers_notices(cast: Cast) -> None:
    tell(cast.ayla)
    notice = Notice.objects.get()
    marco = coming(cast.marco)
    assert "Thing 1" not in page(marco)
    assert marco.get(f"/notices/{notice.pk}/").status_code == 404
    marco.post("/notices/read/", {"notice": notice.pk})
    assert Notice.objects.new().count() == 1


def test_following_a_notice_reads_it(cast: Cast) -> None:
    tell(cast.ayla)
    client = coming(cast.ayla)
    answer = client.get(f"/notices/{Notice.objects.get().pk}/")
    assert answer.headers["Location"] == "/account/"
    assert not Notice.objects.new().exists()


def test_a_browser_that_only_asks_for_the_head_reads_nothing(cast: Cast) -> None:
    tell(cast.ayla)
    coming(cast.ayla).head(f"/notices/{Notice.objects.get().pk}/")
    assert Notice.objects.new().exists()


def test_mark_all_leaves_what_came_since_the_page_was_loaded(cast: Cast) -> None:
    tell(cast.ayla, 1)
    until = timezone.now().isoformat()
    tell(cast.ayla, 2)
    answer = coming(cast.ayla).post("/notices/read/", {"until": until, "tab": "new"})
    assert answer.headers["Location"] == "/notices/?tab=new"
    assert [notice.title for notice in Notice.objects.new()] == ["Thing 2 happened"]


@pytest.mark.parametrize(
    "rubbish",
    [
        {},
        {"notice": "x"},
        {"notice": "9" * 40},
        {"until": "soon"},
        {"until": "2026-11-24"},
        {"until": "2026-99-99T0:0Z"},
    ],
)
def test_rubbish_reads_nothing(cast: Cast, rubbish: dict[str, str]) -> None:
    tell(cast.ayla)
    assert coming(cast.ayla).post("/notices/read/", rubbish).status_code in (302, 400)
    assert Notice.objects.new().exists()


def test_a_withdrawn_notice_is_struck_out_and_says_why(cast: Cast) -> None:
    tell(cast.ayla, needs=True)
    withdraw(f"thing:{cast.ayla.pk}:1", outcome="Marco answered.")
    client = coming(cast.ayla)
    assert "<s>Thing 1 happened</s>" in page(client)
    assert "Marco answered." in page(client)
    assert "Thing 1" not in page(client, "tab=new")
    assert "Thing 1" not in page(client, "tab=needs")


def test_what_folds_says_how_many_it_stands_for(cast: Cast) -> None:
    tell(cast.ayla, 1, now=datetime(2026, 11, 24, 10, tzinfo=UTC))
    tell(cast.ayla, 1, now=datetime(2026, 11, 24, 11, tzinfo=UTC))
    assert "and 1 more" in page(coming(cast.ayla))


def test_older_ones_are_a_page_away_and_none_is_skipped(cast: Cast) -> None:
    now = timezone.now()
    for number in range(65):
        tell(cast.ayla, number, now=now - timedelta(minutes=number // 3))  # several at the same moment
    client, seen, query = coming(cast.ayla), [], ""
    for _ in range(3):
        html = page(client, query)
        seen += [number for number in range(65) if f"Thing {number} happened<" in html]
        if 'rel="next"' not in html:
            break
        query = html.split('rel="next" href="?')[1].split('"')[0].replace("&amp;", "&")
    assert sorted(seen) == list(range(65))
    assert page(client, "before=rubbish")
    assert page(client, "before=2026-11-24T10:00:00Z_x")


def test_a_page_of_thirty_takes_as_many_queries_as_a_page_of_one(cast: Cast) -> None:
    client = coming(cast.ayla)
    tell(cast.ayla, 0)
    page(client)
    counts = []
    for more in (1, 30):
        for number in range(more):
            tell(cast.ayla, 100 * more + number)
        with CaptureQueriesContext(connection) as seen:
            page(client)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_bell_counts_what_is_new_and_is_cheap_when_nothing_changed(cast: Cast) -> None:
    client = coming(cast.ayla)
    first = client.get("/notices/bell/")
    assert 'aria-label="Notices"' in first.content.decode()
    tag = first.headers["ETag"]
    with CaptureQueriesContext(connection) as seen:
        again = client.get("/notices/bell/", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert len(seen) <= 4, [q["sql"] for q in seen]
    tell(cast.ayla)
    changed = client.get("/notices/bell/", headers={"If-None-Match": tag})
    assert 'aria-label="Notices, 1 new"' in changed.content.decode()
    assert Client().get("/notices/bell/").status_code == 204


def test_the_bell_is_on_every_page_of_a_team(cast: Cast) -> None:
    tell(cast.ayla)
    assert 'aria-label="Notices, 1 new"' in coming(cast.ayla).get("/t/ayla-marsh/").content.decode()


def test_with_htmx_the_list_and_the_bell_come_back(cast: Cast) -> None:
    tell(cast.ayla)
    headers = {"HX-Request": "true", "HX-Target": "div#centre"}
    data = {"notice": Notice.objects.get().pk}
    answer = coming(cast.ayla).post("/notices/read/", data, headers=headers, follow=True)
    html = answer.content.decode()
    assert "<html" not in html
    assert 'hx-swap-oob="true"' in html
    assert "Nothing new, and nothing needs you" in html


def test_words_that_look_like_markup_stay_words(cast: Cast) -> None:
    words = Words("<img src=x onerror=alert(1)>", "<b>bold</b>")
    tell_now(Told(ASK, "x", people={cast.ayla.pk: words}), key="x")
    html = page(coming(cast.ayla))
    assert "<img src=x" not in html
    assert "<b>bold" not in html
