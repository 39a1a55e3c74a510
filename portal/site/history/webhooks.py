"""What acts on webhooks say: which one, and where it leads, but never its whole address."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from artists.webhooks import entries
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

_BECAUSE = {"gone": "its server said that it is gone", "unreachable": "no call succeeded for three days"}


def _says(verb: str) -> Callable[[Press, Names], Sentence]:
    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        notes = [data.get("host", ""), _BECAUSE.get(data.get("because", ""), "")]
        if data.get("count"):
            notes.append(f"{data['count']:,} events" if data["count"] != 1 else "1 event")
        if data.get("at_once"):
            notes.append("the older key ended at once")
        return Sentence(f"{verb} “{data.get('name', '')}”", notes=tuple(filter(None, notes)))

    return present


PRESENTERS: Mapping[str, Callable[[Press, Names], Sentence]] = MappingProxyType(
    {
        entries.WEBHOOK_MADE: _says("added the webhook"),
        entries.WEBHOOK_CHANGED: _says("changed the webhook"),
        entries.WEBHOOK_PAUSED: _says("paused the webhook"),
        entries.WEBHOOK_RESUMED: _says("resumed the webhook"),
        entries.WEBHOOK_DISABLED: _says("switched off the webhook"),
        entries.WEBHOOK_KEY_MADE: _says("gave a new key to the webhook"),
        entries.WEBHOOK_KEY_ENDED: _says("ended the older key of the webhook"),
        entries.WEBHOOK_TESTED: _says("sent a test event to the webhook"),
        entries.WEBHOOK_REPLAYED: _says("sent events again to the webhook"),
        entries.WEBHOOK_DELETED: _says("deleted the webhook"),
    }
)
