"""The inbox's filters, an answer, a post: shape and parsing."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from artists.accounts.models import User
from artists.teams.models import Team
from consent.requests.models import Post
from consent.requests.selectors import Turn, Wanted
from consent.uses import USES

MOST_PICKED = 200


class InboxForm(forms.Form):
    """Which requests are listed. It lives in the address; what makes no sense is left out."""

    tab = forms.ChoiceField(required=False, choices=[(turn.value, turn.value) for turn in Turn])
    use = forms.ChoiceField(
        required=False, label="Use", choices=[("", "Any use"), *((use.code, use.short) for use in USES.values())]
    )
    partner = forms.ChoiceField(required=False, label="Partner")
    assignee = forms.ChoiceField(required=False, label="Given to")

    def __init__(self, data: Any, *, partners: Sequence[Team], colleagues: Sequence[User]) -> None:
        super().__init__(data)
        named = [(team.slug, team.name) for team in partners]
        people = [(str(person.pk), person.get_full_name()) for person in colleagues]
        self.fields["partner"].choices = [("", "Any partner"), *named]  # type: ignore[attr-defined]
        self.fields["assignee"].choices = [("", "Anyone"), ("0", "Nobody yet"), *people]  # type: ignore[attr-defined]
        for name in ("use", "partner", "assignee"):
            self.fields[name].widget.attrs["data-autosubmit"] = ""

    def turn(self) -> Turn:
        """The tab."""
        self.is_valid()
        return Turn(self.cleaned_data.get("tab") or Turn.YOURS)

    def wanted(self) -> Wanted:
        """The filters."""
        self.is_valid()
        said = self.cleaned_data
        given = said.get("assignee") or ""
        return Wanted(said.get("use") or "", said.get("partner") or "", int(given) if given else None)


class AnswerForm(forms.Form):
    """An answer to the round that was read."""

    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No"), ("confirm", "Confirm")])
    seen = forms.CharField(max_length=64)
    reviewed = forms.CharField(required=False, max_length=1)


class Picked(forms.Field):
    """Several values of one name: the requests that are ticked."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        """Those that can be numbers, each once."""
        found = (int(one) for one in value or [] if str(one).isascii() and str(one).isdecimal() and len(str(one)) < 13)
        return list(dict.fromkeys(found))[:MOST_PICKED]


class ManyForm(forms.Form):
    """One answer for some requests."""

    pick = Picked(required=False)
    answer = forms.ChoiceField(required=False, choices=[("yes", "Yes"), ("no", "No")])
    deal = forms.CharField(required=False, max_length=64)


class SnoozeForm(forms.Form):
    """Until when a request is put aside: in the reader's own zone, at nine in the morning."""

    until = forms.ChoiceField(
        label="Put it aside until",
        choices=[("evening", "This evening"), ("1", "Tomorrow"), ("3", "In 3 days"), ("7", "In a week")],
    )

    def moment(self, now: datetime) -> datetime:
        """The moment it comes back."""
        local = timezone.localtime(now)
        if self.cleaned_data["until"] == "evening":
            evening = datetime.combine(local.date(), time(18), local.tzinfo)
            return evening if evening > now else now + timedelta(hours=3)
        day = local.date() + timedelta(days=int(self.cleaned_data["until"]))
        return datetime.combine(day, time(9), local.tzinfo)


class AssignForm(forms.Form):
    """Who looks after it; empty is nobody."""

    person = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class PostForm(forms.Form):
    """Something to say, and to whom. Its files are read apart: there may be several."""

    audience = forms.ChoiceField(label="Who reads it", widget=forms.RadioSelect)
    body = forms.CharField(
        required=False, max_length=4000, label="Message", widget=forms.Textarea(attrs={"rows": 3, "maxlength": 4000})
    )

    def __init__(self, *args: Any, partner: bool, others: str, **more: Any) -> None:
        super().__init__(*args, **more)
        labels = {Post.Audience.EVERYONE: others, Post.Audience.HOLDERS: "The holders", Post.Audience.TEAM: "Our team"}
        able = [one for one in Post.Audience if not (partner and one is Post.Audience.HOLDERS)]
        self.fields["audience"].choices = [(one.value, labels[one]) for one in able]  # type: ignore[attr-defined]
        self.fields["audience"].initial = Post.Audience.EVERYONE.value


class ClipForm(forms.Form):
    """A clip to listen to."""

    clip = forms.FileField(label="Sound file, up to 10 MB", widget=forms.FileInput(attrs={"accept": "audio/*"}))
