"""What a partner fills in to ask for a yes: tracks, uses and terms, and what it is for."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from artists.access import Invalid
from consent.licences.terms import Catalogue, Scope
from consent.requests.actions import MOST_ASSETS
from portal.site.terms import listing
from portal.site.terms.forms import TermsForm

DAYS = ((2, "2 days"), (7, "7 days"), (14, "14 days"), (30, "30 days"), (60, "60 days"), (90, "90 days"))


class WhyForm(forms.Form):
    """What it is called, what it is for, and how long the holders have. `refused` shows what an action found."""

    title = forms.CharField(
        label="What you call it", max_length=120, help_text="The holders read it first, such as “Remix for the radio”."
    )
    purpose = forms.CharField(
        label="What it is for",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What people will do with it, and what comes out. In plain words: artists read this.",
    )
    days = forms.TypedChoiceField(
        label="Time to answer", choices=DAYS, coerce=int, initial=14, help_text="No answer by then is a no."
    )

    @property
    def deadline(self) -> datetime:
        """The moment after which silence is a no."""
        return timezone.now() + timedelta(days=self.cleaned_data["days"])

    def refused(self, wrong: Invalid) -> None:
        """Show what an action found, at the field it speaks of."""
        field = {"deadline": "days"}.get(wrong.field, wrong.field)
        self.add_error(field if field in self.fields else None, wrong.sentence)


class AskTerms(TermsForm):
    """The term sheet for chosen tracks alone: nothing is left out, and nobody's whole catalogue is asked for."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("artists", "without_artists", "without_tracks"):
            del self.fields[name]
        self.fields["scope"].choices = [("assets", "These, by ISRC or by our id")]  # type: ignore[attr-defined]
        self.initial["scope"] = "assets"
        tracks = self.fields["tracks"]
        tracks.label = "Tracks, songs, voices, likenesses"
        tracks.help_text = f"One a line, up to {MOST_ASSETS}. Paste ISRCs, or add them from an artist’s page."

    def _catalogue(self, data: dict[str, Any]) -> Catalogue:
        ids, unknown = listing.read_assets(data["tracks"])
        if unknown:
            more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
            raise Invalid("unknown", f"We know no “{unknown[0][:80]}”{more}. Leave it out.", field="assets")
        return Catalogue(Scope.ASSETS, assets=ids)
