"""The catalogue's forms: shape and parsing. What they mean is `artists.catalog`'s business."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from artists.access import Actor, TeamKind
from artists.catalog.models import AssetKind, Release, Right
from artists.catalog.selectors import artists, releases
from artists.teams.models import Team

_LENGTH = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})")


class ShareField(forms.DecimalField):
    """A share in percent, kept in basis points. Empty is no share."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal("0.01"), max_value=100, decimal_places=2, required=False, **kwargs)

    def clean(self, value: Any) -> int | None:
        """Basis points, or None."""
        percent = super().clean(value)
        return None if percent is None else int(percent * 100)


class LengthField(forms.CharField):
    """A length as people write it: 3:41, or 1:02:30."""

    def clean(self, value: Any) -> timedelta | None:
        """The length, or None where nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        match = _LENGTH.fullmatch(text.strip())
        if not match or int(match[2]) > 59 or int(match[3]) > 59:
            raise ValidationError("Write minutes and seconds, such as 3:41.")
        return timedelta(hours=int(match[1] or 0), minutes=int(match[2]), seconds=int(match[3]))


class ArtistForm(forms.Form):
    """A new artist."""

    name = forms.CharField(label="Name", max_length=200)
    isni = forms.CharField(label="ISNI", required=False, max_length=40, help_text="Sixteen signs, if there is one.")
    ipi = forms.CharField(
        label="IPI name number", required=False, max_length=40, help_text="Eleven digits, for writers."
    )


class SongForm(forms.Form):
    """A song the team publishes."""

    title = forms.CharField(label="Title", max_length=200)
    iswc = forms.CharField(label="ISWC", required=False, max_length=40, help_text="Such as T-034.524.680-1.")
    share = ShareField(label="Our share in percent", initial=100, help_text="Of the publishing right.")


class ReleaseForm(forms.Form):
    """A release to put tracks on."""

    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=Release.Kind.choices)
    upc = forms.CharField(label="UPC or EAN", required=False, max_length=40)
    label_name = forms.CharField(label="Label", required=False, max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["artist"] = forms.ModelChoiceField(label="Artist", queryset=artists(actor), empty_label=None)


class TrackForm(forms.Form):
    """A new track, its song, and the team's rights in both."""

    title = forms.CharField(label="Title", max_length=200)
    version_title = forms.CharField(label="Version", required=False, max_length=200, help_text="Such as Live or Demo.")
    isrc = forms.CharField(label="ISRC", required=False, max_length=40, help_text="Such as NO-X4A-26-00118.")
    duration = LengthField(label="Length", required=False, help_text="Minutes and seconds, such as 3:41.")
    featured = forms.CharField(
        label="Featured artists", required=False, max_length=500, help_text="Separate several with a semicolon."
    )
    song_title = forms.CharField(
        label="Title of the song",
        required=False,
        max_length=200,
        help_text="Without its song a track stays closed for covers, remixes, reference and training.",
    )
    iswc = forms.CharField(label="ISWC of the song", required=False, max_length=40)
    master = ShareField(label="Our share in the recording, in percent", help_text="Leave empty if others hold it.")
    publishing = ShareField(label="Our share in the song, in percent", help_text="Leave empty if others hold it.")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["artist"] = forms.ModelChoiceField(label="Artist", queryset=artists(actor), empty_label=None)
        self.fields["release"] = forms.ModelChoiceField(
            label="Release", queryset=releases(actor), required=False, empty_label="None yet"
        )
        self.order_fields(["artist", "title", "version_title", "release", "isrc", "duration", "featured"])


class HolderForm(forms.Form):
    """Another holder of something the team holds."""

    team = forms.CharField(
        label="Team", max_length=60, help_text="The last part of its page's address, such as harbour-songs."
    )
    share = ShareField(label="Share in percent", help_text="Leave empty where no money follows the right.")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = [Right.PUBLISHING] if kind == AssetKind.COMPOSITION else [Right.PERFORMER, Right.MASTER]
        self.fields["right"] = forms.ChoiceField(label="Right", choices=[(r.value, r.label) for r in rights])
        self.order_fields(["team", "right", "share"])

    def clean_team(self) -> Team:
        """A team that can hold a right."""
        team = Team.objects.filter(slug=self.cleaned_data["team"].strip().strip("/").rpartition("/")[2]).first()
        if team is None or not TeamKind(team.kind).holds_rights:
            raise ValidationError("We know no team of this address that could hold a right.")
        return team
