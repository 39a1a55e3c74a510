"""Answering on the page: sealed, changeable until all are in, read over where it is heavy or the last."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from consent.choices.models import TwoPeople
from consent.requests.actions import counter
from consent.requests.models import Request, Vote
from tests.cast import acting, join, person
from tests.portal.site.requests.world import HOLDERS, Asked, ask
from tests.support.licences import terms
from tests.support.signing_in import signed_in, stale


def test_a_yes_is_in_and_sealed_and_can_be_changed(world: Asked) -> None:
    assert world.answers("label", "yes").status_code == 302
    assert Vote.objects.get().yes
    page = world.page("label")
    assert "Your answer: yes" in page
    assert "Say no instead" in page
    assert world.answers("label", "no").status_code == 302
    assert not Vote.objects.get().yes


def test_pressing_twice_counts_once(world: Asked) -> None:
    for _ in range(2):
        assert world.answers("label", "yes").status_code == 302
    assert Vote.objects.count() == 1


def test_the_last_answer_is_read_over_before_it_closes_the_request(world: Asked) -> None:
    world.says("artist", yes=True)
    world.says("publisher", yes=True)
    response = world.answers("label", "yes")
    assert response.headers["Location"].endswith("/answer/?answer=yes")
    assert world.now().state == "open"
    review = world.page("label", response.headers["Location"])
    assert "You are the last." in review
    assert world.now().version.sha256 in review
    world.answers("label", "yes", reviewed="1")
    assert world.now().state == "approved"
    assert "Everybody said yes." in world.page("label")


def test_who_read_an_older_round_is_shown_the_new_one_and_nothing_counts(world: Asked) -> None:
    old = world.now().version.sha256
    theo = acting(world.cast.theo, world.cast.publisher)
    counter(world.now(), terms(assets=[world.song], longest=60), seen_sha256=old, actor=theo)
    data = {"answer": "yes", "seen": old}
    response = world.client("label").post(world.url("label", "request_answer"), data)
    assert response.status_code == 409
    said = response.content.decode()
    assert "Round 2 arrived while you read." in said
    assert "60 s" in said
    assert not Vote.objects.exists()


def test_a_closed_request_answers_409_with_what_came_of_it(world: Asked) -> None:
    seen = world.now().version.sha256
    world.runs_out()
    response = world.client("label").post(
        world.url("label", "request_answer"), {"answer": "yes", "seen": seen, "reviewed": "1"}
    )
    assert response.status_code == 409
    assert "Time ran out, so the answer is no." in response.content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize("data", [{}, {"answer": "maybe", "seen": "x"}, {"answer": "yes"}])
def test_rubbish_is_refused(world: Asked, data: dict[str, str]) -> None:
    assert world.client("label").post(world.url("label", "request_answer"), data).status_code == 422
    assert not Vote.objects.exists()


def test_a_viewer_reads_why_they_cannot_answer_and_is_refused(world: Asked) -> None:
    vic = person("vic@demo.test", "Vic")
    join(vic, world.cast.label, Role.VIEWER)
    browser, url = signed_in(vic), world.url("label")
    page = browser.get(url).content.decode()
    assert "takes the role" in page
    assert 'name="answer"' not in page
    data = {"answer": "yes", "seen": world.now().version.sha256}
    assert browser.post(f"{url}answer/", data).status_code == 403


def test_training_asks_who_it_is_and_carries_the_press_out_afterwards(world: Asked) -> None:
    from_train = _train(world)
    browser = stale(world.client("label"))
    url = reverse("site:request_answer", args=[world.cast.label.slug, from_train.pk])
    data = {"answer": "yes", "seen": from_train.version.sha256, "reviewed": "1"}
    assert "reauthenticate" in browser.post(url, data).headers["Location"]
    assert not Vote.objects.exists()


def test_a_second_person_confirms_and_nobody_confirms_their_own(world: Asked) -> None:
    sam = person("sam@demo.test", "Sam Ito")
    join(sam, world.cast.label, Role.MANAGER)
    one = _train(world)
    url = reverse("site:request_answer", args=[world.cast.label.slug, one.pk])
    data = {"answer": "yes", "seen": one.version.sha256, "reviewed": "1"}
    dana = world.client("label")
    dana.post(url, data)
    assert Vote.objects.get().needs_second
    assert "waits for a second person" in dana.get(url.removesuffix("answer/")).content.decode()
    assert dana.post(url, data | {"answer": "confirm"}).status_code == 403
    page = signed_in(sam).get(url.removesuffix("answer/")).content.decode()
    assert "Dana Okoye said yes. Do you confirm it?" in page
    signed_in(sam).post(url, data | {"answer": "confirm"})
    assert not Vote.objects.get().needs_second


def _train(world: Asked) -> Request:
    for name in HOLDERS:
        world.opens(name, "train")
    TwoPeople.objects.create(team=world.cast.label, training=True, set_at=timezone.now())
    return ask(world.iri, world.versao, world.song, "Loom 2.1", uses=("train",))


def test_many_for_the_same_deal_are_answered_together_and_each_is_told(world: Asked) -> None:
    more = [world.another(f"Track {number}") for number in range(3)]
    late = more[0]
    url = reverse("site:request_answers", args=[world.cast.label.slug])
    picks = [one.pk for one in more]
    review = world.page("label", f"{url}?" + "&".join(f"pick={pk}" for pk in picks))
    assert "Answer 3 requests from Versão Labs?" in review
    Request.objects.filter(pk=late.pk).update(deadline_at=timezone.now())
    response = world.client("label").post(
        url, {"pick": picks, "answer": "yes", "deal": more[0].deal_sha256}, follow=True
    )
    said = response.content.decode()
    assert Vote.objects.count() == 2
    assert "Your yes to 2 requests is in." in said
    assert f"{late.reference}: This request is closed" in said


def test_different_deals_are_not_answered_together(world: Asked) -> None:
    other = world.another("Dearer", longest=30)
    url = reverse("site:request_answers", args=[world.cast.label.slug])
    page = world.page("label", f"{url}?pick={world.request.pk}&pick={other.pk}")
    assert "These are not the same deal" in page
    assert 'name="answer"' not in page
    data = {"pick": [world.request.pk, other.pk], "answer": "yes", "deal": other.deal_sha256}
    assert world.client("label").post(url, data).status_code == 409
    assert not Vote.objects.exists()


def test_another_teams_requests_are_not_in_a_batch(world: Asked) -> None:
    url = reverse("site:request_answers", args=[world.cast.other_artist.slug])
    page = world.page("other_artist", f"{url}?pick={world.request.pk}")
    assert "None of them is yours to answer" in page
    assert "Slipstream" not in page


def test_a_counter_offer_is_sent_and_the_partner_accepts_it(world: Asked) -> None:
    browser, url = world.client("label"), world.url("label", "request_counter")
    form = browser.get(url).context["terms"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    for bound in [*form.rate_rows.management_form, *(field for row in form.rate_rows for field in row)]:
        data[bound.html_name] = bound.value() if bound.value() is not None else ""
    data |= {"seen": world.now().version.sha256, "terms-longest": "45", "note": "Shorter, please."}
    assert browser.post(url, data).status_code == 302
    assert world.now().version.agreed.longest == 45
    partner = world.page("partner")
    assert "is a counter-offer to you" in partner
    assert "Shorter, please." in partner
    assert browser.post(url, data).status_code == 409
    assert world.answers("partner", "yes").headers["Location"].endswith("?answer=yes")
    world.answers("partner", "yes", reviewed="1")
    assert Vote.objects.get(team=world.versao).yes
    assert "Versão Labs" in world.page("label")


def test_an_approved_request_leads_each_side_to_its_licence(world: Asked) -> None:
    assert "Read the licence" not in world.page("label")
    for name in HOLDERS:
        world.says(name, yes=True)
    for name in (*HOLDERS, "partner"):
        found = re.search(r'href="([^"]+)">Read the licence', world.page(name))
        assert found
        assert world.client(name).get(found[1]).status_code == 200


def test_a_rate_that_cannot_be_read_is_named_above_the_counter_offer(world: Asked) -> None:
    browser, url = world.client("label"), world.url("label", "request_counter")
    form = browser.get(url).context["terms"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    for bound in [*form.rate_rows.management_form, *(field for row in form.rate_rows for field in row)]:
        data[bound.html_name] = bound.value() if bound.value() is not None else ""
    data |= {"seen": world.now().version.sha256, "terms-rates-0-amount": "rubbish"}
    response = browser.post(url, data)
    assert response.status_code == 422
    assert "What it pays: One of the rates cannot be read. See its row." in response.content.decode()


def test_after_a_no_a_holder_invites_and_the_partner_asks_again(world: Asked) -> None:
    for name in ("artist", "label"):
        world.says(name, yes=True)
    world.says("publisher", yes=False)
    assert "There was a yes and a no, so the answer is no." in world.page("label")
    partner = world.page("partner")
    assert "Not approved." in partner
    assert "Ask again with new terms" not in partner
    assert world.client("label").post(world.url("label", "request_invite")).status_code == 302
    assert "Ask again with new terms" in world.page("partner")
    assert world.client("label").post(world.url("label", "request_invite")).status_code == 409
