"""The team's forms: shape and parsing."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artists.access import ROLES, Actor, Role, TeamKind
from artists.teams.models import Team
from consent.uses import LIKENESS_USES, TRACK_USES, USES, VOICE_USES

_KINDS = {
    TeamKind.ARTIST: "The artist, and those who work for them",
    TeamKind.LABEL: "Holds masters, answers for them",
    TeamKind.DISTRIBUTOR: "Delivers releases for artists and labels",
    TeamKind.PUBLISHER: "Holds songs, answers for them",
    TeamKind.PARTNER: "Makes AI tools, and asks before it uses anything",
}


def _option(name: str, words: str) -> SafeString:
    return format_html("<b>{}</b><small>{}</small>", name, words)


class TeamForm(forms.Form):
    """A new team."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=[(kind.value, _option(kind.label, words)) for kind, words in _KINDS.items()],
        initial=TeamKind.ARTIST.value,
        widget=forms.RadioSelect(attrs={"class": "options-cards"}),
    )
    name = forms.CharField(label="Its name", max_length=120, help_text="As people know it. You can change it later.")


class NameForm(forms.Form):
    """Another name for the team."""

    name = forms.CharField(label="Name", max_length=120)


def roles_for(actor: Actor) -> list[Role]:
    """The roles that this actor may give."""
    return [role for role in Role if role is not Role.OWNER or actor.role is Role.OWNER]


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in Role])


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="E-mail to invite", widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            label="As",
            choices=[(r.value, _option(r.label, ROLES[r].description)) for r in reversed(roles_for(actor))],
            initial=Role.VIEWER.value,
            widget=forms.RadioSelect(attrs={"class": "options-cards"}),
        )


class MandateForm(forms.Form):
    """To whom, for what, until when; and the voice only by name."""

    holder = forms.CharField(
        label="To which team",
        max_length=120,
        help_text="Its name, or the name in its address.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    uses = forms.MultipleChoiceField(
        label="For tracks and songs",
        choices=[(use.code, use.label) for use in TRACK_USES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    personal = forms.MultipleChoiceField(
        label="For your voice and likeness, by name",
        choices=[(use.code, use.label) for use in (*VOICE_USES, *LIKENESS_USES)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    until = forms.DateField(
        label="Until the end of",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Three years at most. Nothing renews by itself.",
    )

    def clean_holder(self) -> Team:
        """The team of that address or name; its address where several have the name."""
        said = self.cleaned_data["holder"].strip()
        found = list(Team.objects.filter(Q(slug=said.lower()) | Q(name__iexact=said)))
        exact = [team for team in found if team.slug == said.lower()]
        if len(found) > 1 and not exact:
            raise forms.ValidationError("Several teams are called that. Ask them for the name in their address.")
        if not found:
            raise forms.ValidationError("No team is called that. Ask them how it is written here.")
        return (exact or found)[0]

    def clean(self) -> dict[str, Any]:
        """At least one use."""
        data = super().clean() or {}
        if not data.get("uses") and not data.get("personal"):
            self.add_error("uses", "Name at least one use.")
        return data

    @property
    def all_uses(self) -> list[str]:
        """Every use that was ticked, in the vocabulary's order."""
        ticked = {*self.cleaned_data["uses"], *self.cleaned_data["personal"]}
        return [code for code in USES if code in ticked]

    @property
    def until_moment(self) -> datetime:
        """The end of the chosen day, in the person's zone."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59, 59)))
