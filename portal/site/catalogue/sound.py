"""The sound of a track: uploading it, seeing it checked, hearing it, replacing and removing it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Conflict, Invalid, Permission, require, why_not
from artists.audio import intake, kinds
from artists.audio.models import Sound
from artists.audio.selectors import SoundOfTrack, sound_of_track
from artists.catalog.models import Asset, AssetKind
from portal.ops.uploads import TOO_LARGE
from portal.playing import Part, Player, player
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view

TOO_LARGE_SAID = "This file is larger than 200 MB. Save it as FLAC, and upload that."


class SoundForm(forms.Form):
    """One file. What is in it is judged when it is read, not by its name."""

    file = forms.FileField(
        label="The sound of the track",
        help_text="WAV, FLAC, AIFF, Ogg or MP3, mono or stereo, up to 20 minutes and 200 MB.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": kinds.ACCEPT}),
        error_messages={"required": "Choose a file."},
    )
    credit = forms.CharField(
        label="Credit", max_length=300, required=False, help_text="Who recorded it, as it should stand beside it."
    )
    ai_generated = forms.BooleanField(
        label="AI generated it", required=False, help_text="It is labelled so wherever it plays."
    )


@require_http_methods(["GET", "POST"])
@team_view
def sound(request: TeamRequest, asset: UUID) -> HttpResponse:
    """The page of a track's sound; an upload goes to it too, and is checked in the background."""
    held = _track(request, asset)
    form = SoundForm(request.POST, request.FILES) if request.method == "POST" else SoundForm()
    if request.META.get(TOO_LARGE):
        form.fields["file"].error_messages["required"] = TOO_LARGE_SAID
    if request.method == "POST":
        require(request.actor, Permission.EDIT_CATALOGUE)
        if form.is_valid() and _add(request, held, form):
            return redirect("site:sound", request.team.slug, held.pk)
    found = sound_of_track(request.actor, held)
    context = {
        "asset": held,
        "found": found,
        "player": player_of(held, found),
        "form": form,
        "why_not_edit": why_not(request.actor, Permission.EDIT_CATALOGUE),
    }
    status = 422 if form.errors else 200
    return render_page(request, "site/catalogue/sound.html", context, fragments={"sound": "sound"}, status=status)


@require_POST
@team_view
def remove_sound(request: TeamRequest, asset: UUID) -> HttpResponse:
    """Let the track's sound play no more."""
    held = _track(request, asset)
    found = sound_of_track(request.actor, held)
    for one in filter(None, (found.plays, found.checking)):
        intake.remove(one, actor=request.actor)
    if not (found.plays or found.checking):
        require(request.actor, Permission.EDIT_CATALOGUE)
    messages.success(request, f"{held} has no sound here any more. What fans made from it stays.")
    return redirect("site:sound", request.team.slug, held.pk)


def player_of(asset: Asset, found: SoundOfTrack) -> Player | None:
    """What plays of it, if anything does."""
    return player(str(asset), Part(found.plays)) if found.plays else None


def _track(request: TeamRequest, asset: UUID) -> Asset:
    tracks = Asset.objects.visible_to(request.actor).filter(kind=AssetKind.RECORDING)
    return get_object_or_404(tracks.select_related("artist"), pk=asset)


def _add(request: TeamRequest, asset: Asset, form: SoundForm) -> Sound | None:
    """Hand the file in. What is refused stands beside its field."""
    data = form.cleaned_data
    try:
        return intake.add(
            asset, data["file"], actor=request.actor, ai_generated=data["ai_generated"], credit=data["credit"]
        )
    except (Invalid, Conflict) as refused:
        where = getattr(refused, "field", "")
        form.add_error(where if where in form.fields else None, refused.sentence)
        return None
