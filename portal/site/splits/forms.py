"""Forms of splits: percent with two decimals is basis points; everything else is the room's business."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from artists.access import TeamKind
from artists.teams.models import Team
from consent.splits.selectors import Part

HOLDERS = [kind.value for kind in TeamKind if kind.holds_rights]


class PercentField(forms.DecimalField):
    """A share in percent, kept in basis points."""

    def __init__(self, *, least: str = "0", **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(least), max_value=100, decimal_places=2, max_digits=5, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """A comma is as good as a point, and a sign after it does no harm."""
        return super().to_python(value.replace(",", ".").replace("%", "").strip() if isinstance(value, str) else value)

    def clean(self, value: Any) -> int | None:
        """Basis points, or None where nothing was written."""
        percent = super().clean(value)
        return None if percent is None else int(percent * 100)


def _reason(label: str, help_text: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": 2})
    )


class ProposeForm(forms.Form):
    """One share for each team whose yes it takes, a day, a reason."""

    effective_on = forms.DateField(
        label="From which day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="In UTC. A day that has passed corrects what was divided since.",
    )  # fmt: skip
    reason = _reason("Why", "The others read it beside your proposal.", required=False)

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = teams
        for team in teams:
            self.fields[f"share-{team.pk}"] = PercentField(label=team.name)
        self.order_fields([*(f"share-{team.pk}" for team in teams), "effective_on", "reason"])

    @property
    def share_fields(self) -> list[forms.BoundField]:
        """Those of the shares."""
        return [self[f"share-{team.pk}"] for team in self.teams]

    def shares(self) -> dict[int, int]:
        """Basis points by team."""
        return {team.pk: self.cleaned_data[f"share-{team.pk}"] for team in self.teams}


def filled(shares: Mapping[int, int], on: date) -> dict[str, Any]:
    """What a form begins with."""
    begin: dict[str, Any] = {f"share-{team}": Decimal(bp) / 100 for team, bp in shares.items()}
    return begin | {"effective_on": on}


class AnswerForm(forms.Form):
    """Yes, or no with a reason, to the split with this number."""

    split = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    agrees = forms.TypedChoiceField(choices=[("yes", "Yes"), ("no", "No")], coerce=lambda value: value == "yes")
    reason = _reason("Why not", "Only for a no. The others read it.", required=False)


class GroupForm(forms.Form):
    """Yes or no to all of a group, up to the last that was seen; or take them back."""

    last = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No"), ("back", "Take back")])
    reason = _reason("Why not", "Only for a no. The others read it.", required=False)


class DisputeForm(forms.Form):
    """Whose share, how much of the whole, and why; the operator says for whom."""

    against = forms.ModelChoiceField(Team.objects.none(), label="Whose share", empty_label=None)
    percent = PercentField(label="How much waits, in percent of everything", least="0.01")
    reason = _reason("Why", "The other holders read it, and the operator of this portal.", required=True)

    def __init__(self, *args: Any, parts: Sequence[Part], own: int, operator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [part.team.pk for part in parts if part.team.pk != own]
        against = self.fields["against"]
        against.queryset = Team.objects.filter(pk__in=others).order_by("name")  # type: ignore[attr-defined]
        if operator:
            self.fields["behalf"] = forms.ModelChoiceField(
                Team.objects.filter(kind__in=HOLDERS).order_by("name"), to_field_name="slug", label="In behalf of",
                widget=forms.TextInput, help_text="As in the address of the team’s pages, such as ayla-marsh.",
            )  # fmt: skip


class EndForm(forms.Form):
    """Take a dispute back, or dismiss it with a sentence."""

    act = forms.ChoiceField(choices=[("withdraw", "Take back"), ("dismiss", "Dismiss")])
    sentence = _reason("Why", "Both sides read it.", required=False)


class UploadForm(forms.Form):
    """A file of divisions, from which day, and why."""

    file = forms.FileField(label="CSV file", widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
    effective_on = forms.DateField(
        label="From which day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = _reason("Why", "The others read it beside each proposal.", required=False)
