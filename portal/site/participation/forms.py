"""What a press, a filter, limits and an answer for many look like when they arrive."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Artist, AssetKind
from artists.teams.models import Team
from consent.choices.actions import Consent
from consent.choices.answers import Answer, Limits
from consent.choices.limits import territories
from consent.choices.many import Selection
from consent.choices.selection import TABS, TRACK_CODES, Filter
from consent.choices.state import State
from consent.uses import TRACK_USES, USES, text_of

ANSWERS = [(answer.word, answer.word.capitalize()) for answer in reversed(Answer)]
TRANSLATE = "translate"


def texts_seen(uses: Iterable[str] = USES) -> str:
    """One hash over the texts of all uses: what a page sends back to say which words stood beside its switches."""
    return hashlib.sha256("".join(text_of(use).sha256 for use in uses).encode()).hexdigest()


class FilterForm(forms.Form):
    """The list's filter, as it stands in the address. What makes no sense is left out."""

    tab = forms.ChoiceField(choices=[(tab, tab) for tab in TABS], required=False)
    q = forms.CharField(max_length=100, required=False)
    artist = forms.CharField(max_length=20_000, required=False)  # slugs, by commas where there are several
    rows = forms.ChoiceField(choices=[("tracks", "Tracks"), ("songs", "Songs")], required=False)
    view = forms.ChoiceField(choices=[(TRANSLATE, "Translate")], required=False)

    def filter(self, actor: Actor, *, songs_first: bool = False) -> Filter:
        """The filter; artists whom the actor may not see find nothing, like unknown ones."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        only_tracks = bool(data.get("view"))
        songs = not only_tracks and (data.get("rows") == "songs" or (songs_first and data.get("rows") != "tracks"))
        return Filter(
            kind=AssetKind.COMPOSITION if songs else AssetKind.RECORDING,
            tab=data.get("tab") or "all",
            words=(data.get("q") or "").strip(),
            artists=_artists(data.get("artist") or "", actor),
            uses=(TRANSLATE,) if only_tracks else TRACK_CODES,
        )

    def query(self, **changes: str) -> str:
        """The filter as the query of an address, with changes; an empty value leaves a key out."""
        self.is_valid()
        data = {key: value for key, value in getattr(self, "cleaned_data", {}).items() if value} | changes
        return urlencode({key: value for key, value in data.items() if value})


class AnswerForm(forms.Form):
    """An answer. The switches say use, version and answer in one value (`remix.3.on`); a review says them apart."""

    press = forms.CharField(required=False, max_length=60)
    use = forms.CharField(required=False, max_length=20)
    seen = forms.IntegerField(required=False, min_value=0)
    answer = forms.CharField(required=False, max_length=5)
    texts = forms.CharField(required=False, max_length=64)
    agreed = forms.BooleanField(required=False)
    partners = forms.CharField(required=False, max_length=2000)
    territories = forms.CharField(required=False, max_length=2000)
    until = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"],
        validators=[MaxValueValidator(datetime(2999, 12, 31, tzinfo=UTC))],  # the year 9999 ends later in some zones
    )
    next = forms.CharField(required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        """Take the button's value apart, and check that use and answer are words we know."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("press"):
            data["use"], data["seen"], data["answer"] = self._parts(data["press"])
        if data.get("use") not in USES:
            self.add_error("use", "This is not a use we know.")
        try:
            data["state"] = State(Answer.parse(data.get("answer") or ""), self._limits(data))
        except ValueError:
            self.add_error("answer", "Say on, ask or off.")
        return data

    @staticmethod
    def _parts(press: str) -> tuple[str, int | None, str]:
        use, _, rest = press.partition(".")
        seen, _, answer = rest.partition(".")
        return use, int(seen) if seen.isdecimal() else None, answer

    @staticmethod
    def _limits(data: dict[str, Any]) -> Limits:
        partners = tuple(int(one) for one in (data.get("partners") or "").split() if one.isdecimal())
        return Limits(partners, tuple((data.get("territories") or "").upper().split()), data.get("until"))

    @property
    def consent(self) -> Consent:
        """What the person saw: with the texts of today, the hash of this use's; with any others, none."""
        data = self.cleaned_data
        current = data["texts"] == texts_seen()
        return Consent(text_of(data["use"]).sha256 if current else "", data["seen"], data["agreed"])


class PressForm(AnswerForm):
    """An answer for one asset."""

    asset = forms.UUIDField()


class LimitsForm(forms.Form):
    """For whom, where and until when a yes, or an ask, counts. Nothing chosen means everybody, everywhere, no end."""

    answer = forms.ChoiceField(
        label="Answer", choices=[("on", "On"), ("ask", "Ask me first")], widget=forms.RadioSelect, initial="on"
    )
    partners = forms.ModelMultipleChoiceField(
        label="Only these AI partners", queryset=Team.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Tick none to mean every partner here, later ones included.",
    )  # fmt: skip
    territories = forms.MultipleChoiceField(
        label="Only in these territories", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Tick none to mean everywhere. A partner must say where it asks for.",
    )  # fmt: skip
    until = forms.DateField(
        label="Until the end of", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        validators=[MaxValueValidator(date(2999, 12, 31))],  # the year 9999 has no day after its last
        help_text="In your time zone. Empty means until you turn it off.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    texts = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = Team.objects.filter(kind="partner").order_by("name")  # type: ignore[attr-defined]
        chosen = set(self["territories"].value() or ())
        names = sorted(territories().items(), key=lambda item: (item[0] not in chosen, item[1]))
        self.fields["territories"].choices = names  # type: ignore[attr-defined]

    @classmethod
    def of(cls, state: State, *, seen: int) -> "LimitsForm":
        """The form as the choice is now."""
        limits = state.limits
        last_day = timezone.localtime(limits.until - timedelta(seconds=1)).date() if limits.until else None
        return cls(
            initial={
                "answer": state.answer.word if state.answer else "on",
                "partners": limits.partners,
                "territories": limits.territories,
                "until": last_day,
                "seen": seen,
                "texts": texts_seen(),
            }
        )

    def state(self) -> State:
        """The answer with its limits. The end is the midnight after the day named, in the reader's zone."""
        data = self.cleaned_data
        until: datetime | None = None
        if data["until"]:
            until = timezone.make_aware(datetime.combine(data["until"] + timedelta(days=1), time.min))
        partners = tuple(sorted(team.pk for team in data["partners"]))
        return State(Answer.parse(data["answer"]), Limits(partners, tuple(sorted(data["territories"])), until))


class UndoForm(forms.Form):
    """Which press to take back."""

    batch = forms.UUIDField()


class ManyForm(forms.Form):
    """An answer for many. The rows are ticked one by one, or all that the filter finds but those unticked."""

    use = forms.ChoiceField(choices=[(use.code, use.short) for use in (*TRACK_USES, USES[TRANSLATE])])
    answer = forms.ChoiceField(choices=ANSWERS)
    everything = forms.BooleanField(required=False)
    expected = forms.IntegerField(required=False)
    texts = forms.CharField(required=False, max_length=64)
    agreed = forms.BooleanField(required=False)

    def selection(self, wanted: Filter) -> Selection:
        """What is selected: with `everything`, the rows that were shown and are not ticked are left out."""
        ticked = _uuids(self.data.getlist("tracks"))  # type: ignore[attr-defined]
        if not self.cleaned_data["everything"]:
            return Selection(wanted, picked=tuple(ticked))
        shown = _uuids(self.data.getlist("shown")) + _uuids(self.data.getlist("without"))  # type: ignore[attr-defined]
        return Selection(wanted, without=frozenset(shown) - frozenset(ticked))

    def state(self) -> State:
        """The answer for all of them, without limits."""
        return State(Answer.parse(self.cleaned_data["answer"]))

    def consent(self) -> Consent:
        """As for one press; many are previewed instead of shown, so no version was seen."""
        use = self.cleaned_data["use"]
        current = self.cleaned_data["texts"] == texts_seen()
        return Consent(text_of(use).sha256 if current else "", None, self.cleaned_data["agreed"])


def _artists(slugs: str, actor: Actor) -> tuple[UUID, ...]:
    wanted = [slug for slug in slugs.split(",") if slug]
    if not wanted:
        return ()
    found = Artist.objects.visible_to(actor).filter(slug__in=wanted).order_by("pk")
    # Nobody of these is here: that finds nothing. Left out, an answer for many would reach every track.
    return tuple(found.values_list("pk", flat=True)) or (UUID(int=0),)


def _uuids(values: Iterable[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
