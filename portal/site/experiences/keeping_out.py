"""What is not wanted: the team's list of words, and fans it keeps from its music."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artists.access import Conflict, Invalid, Permission, why_not
from consent.experiences import words as listing
from consent.experiences.models import Word
from consent.making import banning
from portal.site.experiences.views import only_holders
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view

PAGE = 100


class WordForm(forms.Form):
    """One more."""

    word = forms.CharField(label="A word, or a few", max_length=listing.LONGEST)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def words(request: TeamRequest) -> HttpResponse:
    """The list; sent, one word more."""
    only_holders(request)
    form = WordForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            added = listing.add(form.cleaned_data["word"], actor=request.actor)
        except (Conflict, Invalid) as refusal:
            form.add_error("word", refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, f"“{added.word}” is not said any more, from the next thing on.")
            return redirect("site:experience_words", request.team.slug)
    page = Paginator(Word.objects.visible_to(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "why_not": why_not(request.actor, Permission.CHOOSE)}
    return render_page(request, "site/experiences/words.html", context, status=status)


@require_POST
@team_view
def remove(request: TeamRequest, word: int) -> HttpResponse:
    """One word less."""
    only_holders(request)
    listing.remove(get_object_or_404(Word.objects.visible_to(request.actor), pk=word), actor=request.actor)
    messages.success(request, "It may be said again.")
    return redirect("site:experience_words", request.team.slug)


@require_safe
@team_view
def bans(request: TeamRequest) -> HttpResponse:
    """Whom the team keeps from its music. Who they are stays unknown to it."""
    only_holders(request)
    page = Paginator(banning.listed(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "why_not": why_not(request.actor, Permission.CHOOSE)}
    return render_page(request, "site/experiences/bans.html", context)


@require_POST
@team_view
def lift(request: TeamRequest, ban: int) -> HttpResponse:
    """Let them again."""
    only_holders(request)
    banning.lift(get_object_or_404(banning.listed(request.actor), pk=ban), actor=request.actor)
    messages.success(request, "They may make things with your music again.")
    return redirect("site:experience_bans", request.team.slug)
