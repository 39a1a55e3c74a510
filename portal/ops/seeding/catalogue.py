"""The demonstration's music: brought in as files by those who hold it, in the same way as anybody's."""

from pathlib import Path

from artists.access import Actor
from artists.catalog.actions import add_artist, add_personal
from artists.catalog.deliveries.actions import confirm, receive
from artists.catalog.models import AssetKind, Delivery
from artists.journal import outbox
from portal.ops.seeding.world import World

FILES = Path(__file__).parent / "catalogues"


def sow_catalogue(world: World) -> None:
    """Two artists with voice and likeness, and what they, their label and their publisher bring in."""
    for login, name in (("ayla", "Ayla Marsh"), ("odette", "Odette Quaye")):
        actor = world.acting(login, name)
        artist = add_artist(name, actor=actor)
        for kind in (AssetKind.VOICE, AssetKind.LIKENESS):
            add_personal(artist, kind, actor=actor)
    for file, login, team in (
        ("ayla-marsh.csv", "ayla", "Ayla Marsh"),
        ("northlight-records.csv", "dana", "Northlight Records"),
        ("harbour-songs.csv", "theo", "Harbour Songs"),
    ):
        bring_in(file, (FILES / file).read_bytes(), actor=world.acting(login, team))


def bring_in(name: str, content: bytes, *, actor: Actor) -> Delivery:
    """Upload a file, have it read, confirm it, and have it carried out, without waiting for a worker."""
    delivery = receive(name, content, actor=actor)
    work_off()
    confirm(delivery.pk, actor=actor)
    work_off()
    delivery.refresh_from_db()
    if delivery.state != Delivery.State.DONE:
        raise RuntimeError(f"{name}: {delivery.get_state_display()} {delivery.problem}")
    return delivery


def work_off() -> None:
    """Do now what the worker would do."""
    while outbox.drain():
        pass
