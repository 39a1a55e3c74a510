"""What fans do, as a form: the part of the terms that is an experience. It works by plain POSTs."""

from collections.abc import Mapping
from typing import Any

from django import forms

from artists.access import Invalid
from consent.licences.offer import AMOUNTS, PRESETS, Offer, Tool
from consent.licences.voices import VOICES

_HOW_MUCH = dict(zip(AMOUNTS, ("All of it", "Some of it", "None of it"), strict=True))
_LIMITS = ("outputs_a_day", "outputs_in_all", "outputs_a_fan", "fans")
# Which fields a tool has; the others do not concern it.
_OF_TOOL: Mapping[str, tuple[Tool, ...]] = {
    "presets": (Tool.REMIX_LAB,),
    "sentences": (Tool.GREETING,),
    "voice": (Tool.GREETING,),
    "moods": (Tool.MOOD_MIX, Tool.OTHER),
}


def _most(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=1_000_000_000, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


def _lines(label: str, help_text: str, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=40_000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def _how_much(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[(code, _HOW_MUCH[code]) for code in reversed(AMOUNTS)])


class OfferForm(forms.Form):
    """An offer, as the form holds it. `tool` fixed where one is given: then it shows no more than concerns it.

    After `is_valid()`, `.offer` is the value; the rules of licences judge it together with the terms around it.
    """

    tool = forms.ChoiceField(label="What fans get", choices=[(one.value, one.label) for one in Tool])
    title = forms.CharField(label="Title", max_length=80, help_text="Fans read it first.")
    promise = forms.CharField(
        label="In one line", max_length=140, help_text="What a fan does and gets, in words a fan would use."
    )
    what_ai_does = forms.CharField(
        label="What AI does, and what it does not", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Fans and holders read it. Nothing is fine to say too.",
    )  # fmt: skip
    vocals = _how_much("Vocals made by AI")
    instrumentation = _how_much("Instruments made by AI")
    post_production = _how_much("Mix made by AI")
    presets = forms.MultipleChoiceField(
        label="What fans choose from",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(PRESETS.items()),
    )
    sentences = _lines("What is said", "One sentence a line, each with {name} once, where the fan’s name goes.", 5)
    voice = forms.CharField(
        label="Synthetic voice", required=False, max_length=60,
        help_text="One, or two in per cent such as heart:60+emma:40. "
        + "; ".join(f"{one.code}: {one.sounds}" for one in VOICES.values())
        + ". None is anybody’s own.",
    )  # fmt: skip
    moods = _lines("Moods", "One a line, such as calm or restless.")
    unwanted = _lines("Words never said or written", "One a line. Artists keep lists of their own beside it.", 2)
    outputs_a_day = _most("At most a day, of all fans", "Empty for no limit.")
    outputs_in_all = _most("At most in all", "A pilot: then it ends by itself.")
    outputs_a_fan = _most("At most a day for one fan")
    fans = _most("At most this many fans", "Then it ends by itself.")
    least_age = forms.IntegerField(label="Fans are at least this old", required=False, min_value=0, max_value=99)
    price = forms.DecimalField(
        label="Price for a fan", required=False, max_digits=8, decimal_places=2, min_value=0,
        help_text="In the licence’s currency. You charge it; nothing here charges anybody. Empty is free.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, offer: Offer | None = None, tool: Tool | None = None) -> None:
        super().__init__(data, initial=values_of(offer) if offer else None, prefix="offer")
        self.fixed = tool
        if tool is not None:
            for name in ["tool", *(name for name, tools in _OF_TOOL.items() if tool not in tools)]:
                del self.fields[name]
        self.offer: Offer

    @property
    def chosen(self) -> Tool | None:
        """The tool that is chosen so far."""
        if self.fixed is not None:
            return self.fixed
        code = str(self["tool"].value() or Tool.REMIX_LAB.value)
        return Tool(code) if code in set(Tool) else None

    def concerns(self, name: str) -> bool:
        """Whether a field is for the tool that is chosen."""
        return name in self.fields and (name not in _OF_TOOL or self.chosen in _OF_TOOL[name])

    @property
    def limits(self) -> list[forms.BoundField]:
        """The fields that limit it, in order."""
        return [self[name] for name in (*_LIMITS, "least_age", "price")]

    @property
    def inside(self) -> list[forms.BoundField]:
        """What the chosen tool lets fans choose from."""
        return [self[name] for name in (*_OF_TOOL, "unwanted") if self.concerns(name)]

    def clean(self) -> dict[str, Any]:
        """Put the offer together."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.offer = self._offer(data)
        return data

    def refused(self, wrong: Invalid) -> bool:
        """Show what a rule found where it belongs; False where it is not about this form."""
        known = wrong.code.startswith("offer_") and wrong.field in self.fields
        if known:
            self.add_error(wrong.field, wrong.sentence)
        return known

    def _offer(self, data: dict[str, Any]) -> Offer:
        tool = self.fixed or Tool(data["tool"])

        def listed(name: str) -> tuple[str, ...]:
            if tool not in _OF_TOOL.get(name, (tool,)):
                return ()
            lines = (" ".join(line.split()) for line in data.get(name, "").splitlines())
            return tuple(dict.fromkeys(filter(None, lines)))

        return Offer(
            tool, data["title"], data["promise"], " ".join(data["what_ai_does"].split()), data["vocals"],
            data["instrumentation"], data["post_production"], **{name: data[name] for name in _LIMITS},
            least_age=data["least_age"] or 0,
            presets=tuple(data.get("presets", ())) if tool is Tool.REMIX_LAB else (),
            sentences=listed("sentences"), voice=data.get("voice", "") if tool is Tool.GREETING else "",
            moods=listed("moods"), unwanted=listed("unwanted"), price=data["price"] or None,
        )  # fmt: skip


def values_of(offer: Offer) -> dict[str, Any]:
    """What the form says of this offer."""
    lines = {name: "\n".join(getattr(offer, name)) for name in ("sentences", "moods", "unwanted")}
    plain = ("title", "promise", "what_ai_does", "vocals", "instrumentation", "post_production", "voice", *_LIMITS)
    return {name: getattr(offer, name) for name in plain} | lines | {
        "tool": offer.tool.value, "presets": list(offer.presets), "least_age": offer.least_age or None,
        "price": offer.price,
    }  # fmt: skip
