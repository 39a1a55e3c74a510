"""Who a licence is between, and how it is sent."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from artists.access import Invalid, TeamKind
from artists.catalog.models import Holding
from artists.teams.models import Team
from consent.licences.actions import Sheet
from consent.licences.models import Licence
from consent.licences.terms import Terms
from consent.requests.actions import Ask

MOST_SHOWN = 80
_DAYS = [(3, "3 days"), (7, "7 days"), (14, "14 days"), (30, "30 days"), (60, "60 days")]


class SidesForm(forms.Form):
    """Title and sides. The team that drafts is one of them by itself."""

    title = forms.CharField(label="Title", max_length=120, help_text="What both sides will call it.")
    partner = forms.ModelChoiceField(label="AI partner", queryset=Team.objects.none())
    licensors = forms.ModelMultipleChoiceField(
        label="Teams that license", queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="More teams that license", required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="One a line, by name or by the name in their address.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, team: Team, licence: Licence | None = None, title: str = "") -> None:
        self.team = team
        chosen = [side.team_id for side in licence.parties.all()] if licence else []
        initial: dict[str, Any] = {"title": title, "licensors": [pk for pk in chosen if pk != team.pk]}
        if licence:
            initial |= {"title": licence.title, "partner": licence.partner_id}
        super().__init__(data, initial=initial)
        if team.team_kind is TeamKind.PARTNER:
            del self.fields["partner"]
        else:
            self.fields["partner"].queryset = Team.objects.filter(kind=TeamKind.PARTNER).order_by("name")  # type: ignore[attr-defined]
            self.fields["licensors"].label = "Together with"
        self.fields["licensors"].queryset = self._who(chosen)  # type: ignore[attr-defined]

    def _who(self, chosen: list[int]) -> Any:
        """Those who hold most kinds of rights first; artists by name in the field below where there are many."""
        rights = Team.objects.filter(Exists(Holding.objects.filter(team=OuterRef("pk")))).exclude(pk=self.team.pk)
        others = rights.exclude(kind=TeamKind.ARTIST)
        artists = rights.filter(kind=TeamKind.ARTIST).order_by("name").values("pk")[:MOST_SHOWN]
        return Team.objects.filter(Q(pk__in=others) | Q(pk__in=artists) | Q(pk__in=chosen)).exclude(
            pk=self.team.pk
        ).order_by("-kind", "name")  # fmt: skip

    def sheet(self, terms: Terms) -> Sheet:
        """The sheet, with the team's own side. Raises `Invalid` where a name is no team."""
        data = self.cleaned_data
        partner = data["partner"].pk if "partner" in data else self.team.pk
        licensors = {team.pk for team in data["licensors"]} | self._named(data["others"])
        if "partner" in data:
            licensors.add(self.team.pk)
        return Sheet(data["title"], partner, tuple(sorted(licensors)), terms)

    def refused(self, wrong: Invalid) -> bool:
        """Show what an action found where it belongs; False where it is not about this form."""
        known = wrong.field in self.fields
        if known:
            self.add_error(wrong.field, wrong.sentence)
        return known

    def _named(self, lines: str) -> set[int]:
        found = set()
        for line in filter(None, (one.strip() for one in lines.splitlines()[:200])):
            teams = list(Team.objects.filter(Q(name__iexact=line) | Q(slug=line.lower()))[:2])
            if len(teams) != 1:
                which = "more than one team" if teams else "no team"
                raise Invalid("unknown_team", f"{which.capitalize()} is called “{line[:80]}”.", field="others")
            found.add(teams[0].pk)
        return found


class SendForm(forms.Form):
    """What the others read first, and how long they have."""

    purpose = forms.CharField(
        label="What it is for", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In your words: what would be made, for whom.",
    )  # fmt: skip
    days = forms.TypedChoiceField(label="Open for", choices=_DAYS, coerce=int, initial=14)

    def ask(self, title: str, terms: Terms) -> Ask:
        """What `offer_licence` takes."""
        return Ask(title, self.cleaned_data["purpose"], terms, self.deadline())

    def deadline(self) -> datetime:
        """When silence turns into no."""
        return timezone.now() + timedelta(days=self.cleaned_data["days"])
