"""The template tags of our look, built in everywhere. docs/look.md and /dev/components/ show each one in use."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consent.uses import TRACK_USES, Use
from consent.uses import get as get_use
from portal.covers import Shape, cover_art
from portal.site.drawing import MAP_COLUMNS, MapColumn, map_blocks, map_summary

register = template.Library()

ANSWERS = ("off", "ask", "on")
_ANSWER_LABELS = {"on": "On", "ask": "Ask", "off": "Off", "": "No answer"}
_ANSWER_ICONS = {"on": "check", "ask": "hand", "off": "minus", "": "minus"}
_FEWEST = 13  # columns the map has room for at least: fewer would be slabs
_NOTICE_ICONS = {"signal": "triangle-alert", "good": "circle-check", "plain": "info", "ink": "info"}
_TIME_FORMATS = {"moment": "j F Y, H:i", "short": "j M, H:i", "day": "j F Y", "clock": "H:i"}


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """The icons that the sprite has."""
    sprite = (settings.BASE_DIR / "static/icons/sprite.svg").read_text()
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite))


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An icon of the sprite by its Lucide name; `size` is "", "s" or "l". Silent to assistive tools without `label`."""
    css = f"i i-{size}" if size else "i"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, _href(name))
    return _silent_icon(name, css)


@lru_cache(maxsize=512)
def _silent_icon(name: str, css: str) -> SafeString:
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, _href(name))


def _href(name: str) -> str:
    if name not in icon_names():
        raise LookupError(f"The sprite has no icon “{name}”. docs/look.md says how to add one.")
    return f"{static('icons/sprite.svg')}#{name}"


def _use(use: Use | str) -> Use:
    found = use if isinstance(use, Use) else get_use(use)
    if found is None:
        raise LookupError(f"“{use}” is not a use.")
    return found


@register.simple_tag
def use_badge(use: Use | str, full: bool = False) -> SafeString:
    """A use as icon, hue and name; `full` takes the long name."""
    use = _use(use)
    return format_html(
        '<span class="use use-{}">{}{}</span>', use.code, icon(use.icon), use.label if full else use.short
    )


@register.simple_tag
def use_icon(use: Use | str) -> SafeString:
    """A use's icon on its tint, for a place where the name stands beside it."""
    use = _use(use)
    return format_html('<span class="use-icon use-{}">{}</span>', use.code, icon(use.icon))


@register.simple_tag
def standing_pill(answer: str, use: Use | str = "") -> SafeString:
    """An answer or a standing to read, not to press: mark, word, and the use's hue where one is given."""
    hue = f" use-{_use(use).code}" if use else ""
    answer = str(answer)
    mark = icon(_ANSWER_ICONS[answer])
    return format_html(
        '<span class="standing standing-{}{}">{}{}</span>', answer or "off", hue, mark, _ANSWER_LABELS[answer]
    )


@register.simple_tag
def answer_change(before: str, after: str, use: Use | str = "") -> SafeString:
    """From one answer to another, as history shows it; empty is silence."""
    return format_html(
        '<span class="change">{}{}{}</span>',
        standing_pill(before, use),
        icon("arrow-right", label="to"),
        standing_pill(after, use),
    )


@register.simple_tag
def answer_switch(
    use: Use | str,
    answer: str,
    of: str,
    form: str = "",
    name: str = "answer",
    prefix: str = "",
    words: bool = False,
    disabled: bool = False,
    column: str = "",
    standing: str = "",
) -> SafeString:
    """The switch with three places, made of submit buttons: it belongs in (or, by `form`, to) a real form.

    `of` names what it is about, for assistive tools ("Saltglass"). The form gets `name` = `prefix` + off, ask or on.
    `words` writes the words out; `column` is the key of the map column that app.js repaints (or a row around it has
    `data-column`), with `standing` (what everybody's answers come to) where it is given.
    """
    frame = _switch_frame(_use(use), str(answer), words, bool(disabled), bool(form), bool(column), standing)
    return format_html(frame, of=of, form=form, name=name, prefix=prefix, column=column)


@lru_cache(maxsize=512)
def _switch_frame(
    use: Use, answer: str, words: bool, disabled: bool, has_form: bool, has_column: bool, standing: str
) -> str:
    """The switch but for what differs from row to row: a page has hundreds of them."""
    if answer not in ANSWERS:
        raise LookupError(f"“{answer}” is not an answer.")
    if standing and standing not in ANSWERS:
        raise LookupError(f"“{standing}” is not an answer.")
    # What differs from row to row comes first and all else after it, which compresses best.
    before = ' form="{form}"' * has_form + " disabled" * disabled
    buttons = "".join(
        f'<button type="submit"{before} name="{{name}}" value="{{prefix}}{place}" title="{label}" '
        f'aria-pressed="{str(place == answer).lower()}"><span>{label}</span></button>'
        for place, label in ((place, _ANSWER_LABELS[place]) for place in ANSWERS)
    )
    css = f"answer answer-words use-{use.code}" if words else f"answer use-{use.code}"
    of_column = f' data-standing="{standing}"' * (standing not in ("", answer)) + ' data-column="{column}"' * has_column
    return (
        f'<span class="{css}" data-use="{use.code}" data-answer="{answer}"{of_column} role="group" '
        f'aria-label="{use.short}: {{of}}">{buttons}</span>'
    )


@register.simple_tag
def locked(reason: str) -> SafeString:
    """A cell nobody here can press, with the reason on hover and for assistive tools."""
    return format_html('<span class="locked" title="{}">{}</span>', reason, icon("lock", size="s", label=reason))


@register.simple_tag
def share_bar(use: Use | str, on: int, ask: int, total: int) -> SafeString:
    """On, ask and off of many tracks as one bar; the numbers are its text alternative."""
    use, whole = _use(use), max(total, 1)
    label = f"{use.short}: on for {on}, ask for {ask}, off for {total - on - ask}"
    return format_html(
        '<svg class="share use-{}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect width="100" height="6"/><rect class="ask" width="{}" height="6"/>'
        '<rect class="on" width="{}" height="6"/></svg>',
        use.code,
        label,
        round(100 * (on + ask) / whole, 2),
        round(100 * on / whole, 2),
    )


def _shape(shape: Shape) -> SafeString:
    attributes = format_html_join("", ' {}="{}"', shape.attributes.items())
    return format_html('<{} class="{}"{}/>', shape.tag, shape.css, attributes)


@register.simple_tag
def cover(seed: object, size: str = "") -> SafeString:
    """Generated cover art, the same for the same seed; `size` is "", "s", "l" or "xl". Decoration: silent."""
    return _cover(str(seed), f" cover-{size}" if size else "")


@lru_cache(maxsize=4096)
def _cover(seed: str, size: str) -> SafeString:
    ground, shapes = cover_art(seed)
    return format_html(
        '<span class="cover{} use-{}"><svg viewBox="0 0 40 40" aria-hidden="true">{}</svg></span>',
        size,
        ground,
        format_html_join("", "{}", ((_shape(shape),) for shape in shapes)),
    )


@lru_cache(maxsize=4096)
def _blocks(height: float, answers: tuple[str, ...]) -> SafeString:
    return format_html_join(
        "",
        '<rect class="use-{}{}" x="1.4" y="{}" width="7.2" height="{}" rx=".8" ry="2"/>',
        ((b.use, "" if b.answer == "off" else f" {b.answer}", b.y, b.height) for b in map_blocks(height, answers)),
    )


def _column(column: MapColumn, x: int) -> SafeString:
    answers = tuple(str(column.answers.get(use.code, "off")) for use in TRACK_USES)
    key = format_html(' data-column="{}"', column.key) if column.key else ""
    name = format_html("<title>{}</title>", column.name) if column.name else ""
    blocks = _blocks(round(column.height, 2), answers)
    return format_html('<g transform="translate({} 0)"{}>{}{}</g>', x, key, name, blocks)


@register.simple_tag
def consent_map(columns: Iterable[MapColumn], label: str = "") -> SafeString:
    """The consent map of tracks, with its text alternative. Draws the first 160; the words count them all."""
    columns = list(columns)
    drawn = columns[:MAP_COLUMNS]
    wide = max(len(drawn), _FEWEST) * 10
    start = (wide - len(drawn) * 10) // 2
    return format_html(
        '<svg class="map" viewBox="0 0 {0} 200" preserveAspectRatio="none" role="img" aria-label="{1}">{2}'
        '<line x1="0" x2="{0}" y1="100" y2="100"/></svg>',
        wide,
        label or map_summary(columns),
        format_html_join("", "{}", ((_column(column, start + index * 10),) for index, column in enumerate(drawn))),
    )


@register.inclusion_tag("components/map_key.html")
def map_key(counts: Mapping[str, int] | None = None) -> dict[str, Any]:
    """What the map's colours mean, with the number of tracks that are on for each use where `counts` has it."""
    return {"keys": [(use, (counts or {}).get(use.code)) for use in TRACK_USES]}


@register.simple_tag
def person_time(moment: datetime | None, style: str = "moment") -> SafeString | str:
    """A moment in the reader's zone, the zone in the tooltip, UTC for machines.

    `style`: moment (22 November 2026, 15:02), short (22 Nov, 15:02), day, clock, since (2 hours ago).
    """
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    shown = naturaltime(moment) if style == "since" else date_format(local, _TIME_FORMATS[style])
    offset = local.strftime("%z")
    zone = f"{timezone.get_current_timezone_name()}, UTC{offset[:3]}:{offset[3:]}"
    return format_html(
        '<time datetime="{}" title="{} ({})">{}</time>',
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        date_format(local, "j F Y, H:i:s"),
        zone,
        shown,
    )


@register.simple_block_tag
def notice(content: str, kind: str = "", icon_name: str = "", role: str = "") -> SafeString:
    """A message in the page. `kind`: "" (calm), signal (needs you, an error), good, plain, ink."""
    return format_html(
        '<div class="notice{}"{}>{}<div>{}</div></div>',
        f" notice-{kind}" if kind else "",
        format_html(' role="{}"', role) if role else "",
        icon(icon_name or _NOTICE_ICONS.get(kind, "info")),
        content,
    )


@register.simple_block_tag
def empty(content: str, icon_name: str, title: str, level: int = 2) -> SafeString:
    """A list with nothing in it: what would be here, and what to do. The content is a sentence and perhaps buttons."""
    return format_html(
        '<div class="empty">{0}<h{1}>{2}</h{1}>{3}</div>',
        icon(icon_name),
        level,
        title,
        content,
    )


@register.filter
def undo_url(message: Any) -> str:
    """Where a toast's Undo posts to: a message's extra tag `undo:/address/`, if it has one."""
    for tag in (getattr(message, "extra_tags", "") or "").split():
        address = tag.removeprefix("undo:")
        if address != tag and address.startswith("/") and not address.startswith("//"):
            return address
    return ""


@register.simple_tag
def closed_map() -> SafeString:
    """The picture beside a sign-in: a map in which one track is open."""
    heights = (0.6, 0.93, 1, 0.77, 0.34, 0.57, 0.92, 1, 0.74, 0.37, 0.54, 0.87, 1)
    opened = {"discover": "on", "analyse": "on", "cover": "on", "remix": "ask"}
    columns = [MapColumn(height, opened if place == 4 else {}) for place, height in enumerate(heights)]
    return consent_map(columns, "Consent map of thirteen tracks; one is open, twelve are closed.")
