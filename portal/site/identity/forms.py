"""What a team says about who it is."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from artists.catalog.identity.asking import MOST_WORDS
from artists.catalog.models import Artist


class SayForm(forms.Form):
    """What shows that the team is the artist."""

    evidence = forms.CharField(
        label="How can we see that this is you?",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Such as what your own site says, who releases your music, whom we can ask.",
    )
    links = forms.CharField(
        label="Links",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "inputmode": "url"}),
        help_text="One on each line, five at most: your site, your profiles.",
    )

    def __init__(self, *args: Any, own: "QuerySet[Artist] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own is not None:
            self.fields["same_as"] = forms.ModelChoiceField(
                label="Which of yours is it?",
                queryset=own,
                required=False,
                initial=own.first(),
                empty_label="None: another name we work under",
                help_text="Two entries of one artist become one, with every release. Another name has its own voice.",
            )
            self.order_fields(["same_as", "evidence", "links"])
