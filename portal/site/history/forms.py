"""The filters of history. They live in the address, so that a view of it can be kept and shared."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils import timezone

from artists.access import Actor, TeamKind
from artists.catalog.models import Asset
from artists.journal import types
from artists.journal.selectors import Filters
from artists.teams.models import Mandate, Membership
from consent.choices.undoing import undos
from consent.uses import USES

AREAS = {
    "choices": "Choices",
    "requests": "Requests",
    "licences": "Licences",
    "experiences": "Experiences",
    "money": "Money",
    "partners": "Partners",
    "catalogue": "Catalogue",
    "team": "Team",
    "machines": "Machines",
}
_OF_KIND = {
    TeamKind.PARTNER: ("licences", "experiences", "money", "partners", "team", "machines"),
    TeamKind.OPERATOR: ("money", "partners", "catalogue", "team", "machines"),
}
# No filter for requests: its list would name outcomes that are sealed from whoever reads the page.
_OF_HOLDERS = ("choices", "licences", "money", "partners", "catalogue", "team")
# Days beyond have no midnight in every zone.
_DAYS = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Parses the address. What makes no sense is said beside its field and filters nothing."""

    who = forms.ChoiceField(required=False)
    area = forms.ChoiceField(required=False)
    type = forms.ChoiceField(required=False, label="What")
    use = forms.ChoiceField(required=False)
    track = forms.CharField(required=False, max_length=200, label="Track or song", strip=True)
    since = forms.DateField(required=False, widget=_DAY, validators=_DAYS)
    until = forms.DateField(required=False, widget=_DAY, validators=_DAYS)
    undoable = forms.BooleanField(required=False, label="Only what can be undone")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self._offer("who", [("", "Everybody"), *who_choices(actor)])
        areas = _OF_KIND.get(actor.team_kind, _OF_HOLDERS)
        self._offer("area", [("", "All areas"), *((area, AREAS[area]) for area in areas)])
        self._offer("type", [("", "Everything"), *type_choices(areas)])
        self._offer("use", [("", "All uses"), *((use.code, use.label) for use in USES.values())])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins shows nothing, and says why."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "This is before the first day. Choose a later one.")
        return data

    @property
    def narrow(self) -> list[forms.BoundField]:
        """The fields behind “Who, what, when”, as far as this team has something to choose."""
        names = ["who", "type", *["use"] * self.actor.team_kind.holds_rights, "since", "until"]
        return [self[name] for name in names]

    def filters(self) -> Filters:
        """What was asked, for the journal's selectors."""
        self.is_valid()
        data = self.cleaned_data
        kind, _, number = data.get("who", "").partition("-")
        return Filters(
            person_id=int(number) if kind == "person" else None,
            mandated_team_id=int(number) if kind == "mandate" else None,
            others=kind == "others",
            area=data.get("area", ""),
            type=data.get("type", ""),
            use=data.get("use", ""),
            subjects=titled(data["track"], self.actor) if data.get("track") else None,
            batches=_undoable(self.actor) if data.get("undoable") else None,
            since=_midnight(data.get("since")),
            until=_midnight(data.get("until"), days=1),
        )

    def active(self) -> list[tuple[str, str, str]]:
        """The filters that are on: field, its name, its value in words."""
        self.is_valid()
        return [
            (name, str(self.fields[name].label or name.capitalize()), self._words(name, value))
            for name, value in self.cleaned_data.items()
            if value
        ]

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if name == "type":
            return types.registered()[value].label
        if isinstance(field, forms.ChoiceField):
            return str(dict(list(field.choices))[value])  # type: ignore[arg-type]  # none but type has groups
        if isinstance(value, date):
            return f"{value.day} {value:%b %Y}"
        return "" if value is True else str(value)


def who_choices(actor: Actor) -> list[tuple[str, str]]:
    """The members of the team, the teams that act for it under a mandate, and the other holders."""
    members = Membership.objects.visible_to(actor).select_related("person").order_by("person__name", "person_id")
    found = [(f"person-{one.person_id}", one.person.get_full_name()) for one in members]
    if actor.role is not None and actor.team_kind.holds_rights:
        given = Mandate.objects.filter(artist_team_id=actor.team_id).select_related("holder_team")
        holders = {mandate.holder_team_id: mandate.holder_team.name for mandate in given}
        found += [(f"mandate-{pk}", f"{name}, by mandate") for pk, name in holders.items()]
    return [*found, ("others", "Other holders")] if actor.team_kind.holds_rights else found


def type_choices(areas: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The registered types of entry of these areas, grouped."""
    every = sorted(types.registered().values(), key=lambda known: known.label)
    grouped = [(AREAS[area], [(t.name, t.label) for t in every if t.area == area]) for area in areas]
    return [(label, some) for label, some in grouped if some]


def titled(words: str, actor: Actor) -> Any:
    """The ids, as the journal keeps them, of what is called so or has this code, among what the actor may see."""
    code = words.replace("-", "").replace(".", "").upper()
    called = Q(title__icontains=words) | Q(isrc=code) | Q(iswc=code)
    found = Asset.objects.visible_to(actor).filter(called)
    return found.values_list(Cast("pk", CharField()), flat=True)


def _undoable(actor: Actor) -> list[Any]:
    return [batch for batch, undo in undos(None, actor=actor, now=timezone.now()).items() if undo.works]


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min)) if day else None
