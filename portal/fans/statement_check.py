"""Whoever was handed a statement reads whether it is one of ours, unchanged. Nothing is kept of what is shown."""

from allauth.core import ratelimit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from consent.earnings import statements_check
from consent.earnings.statements_check import Verdict


class CheckForm(forms.Form):
    """A file, or its signature."""

    file = forms.FileField(
        required=False, label="The file", help_text="A PDF, a CSV or a DSR-shaped file, up to 50 MB."
    )
    token = forms.CharField(
        max_length=20_000, required=False, label="Or the signature",
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text="One long line: “jws” in the JSON file, the last row of the CSV, the attachment of the PDF.",
    )  # fmt: skip

    def clean_file(self) -> UploadedFile | None:
        """Not larger than we read at once; the program in our documentation reads any size."""
        found: UploadedFile | None = self.cleaned_data["file"]
        if found and (found.size or 0) > statements_check.LARGEST:
            raise forms.ValidationError("This is larger than 50 MB. The program in our documentation reads any size.")
        return found

    def clean(self) -> None:
        """One of the two."""
        if not self.errors and not self.cleaned_data.get("file") and not self.cleaned_data.get("token"):
            self.add_error("file", "Choose a file, or paste a signature.")

    def verdict(self) -> Verdict:
        """What it is."""
        found = self.cleaned_data["file"]
        if found:
            return statements_check.check_file(found.read())
        return statements_check.check_token(self.cleaned_data["token"])


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def check_statement(request: HttpRequest) -> HttpResponse:
    """The form, and above it the answer."""
    if request.method != "POST":
        return render(request, "fans/statement_check.html", {"form": CheckForm()})
    if refused := ratelimit.consume_or_429(request, action="check_statement"):
        return refused
    form = CheckForm(request.POST, request.FILES)
    verdict = form.verdict() if form.is_valid() else None
    context = {"form": form, "verdict": verdict}
    return render(request, "fans/statement_check.html", context, status=200 if verdict else 422)
