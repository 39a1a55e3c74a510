"""What the studio is told by the environment: whether it runs, as whom, how many workers, what runs elsewhere."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env


@dataclass(frozen=True)
class Studio:
    """`settings.STUDIO`. `providers` names by tool who makes it elsewhere: `{"karaoke": {"url": …, "key": …}}`."""

    on: bool
    workers: int
    api: str
    client_file: Path
    client_id: str
    client_secret: str
    seconds: int
    memory_mb: int
    providers: dict[str, dict[str, Any]] = field(default_factory=dict)


def configure(env: Env, folder: Path, origin: str) -> Studio:
    """STUDIO (on, off), STUDIO_WORKERS, STUDIO_API, STUDIO_CLIENT_ID and STUDIO_CLIENT_SECRET or a file of both,
    STUDIO_SECONDS and STUDIO_MEMORY_MB for one tool's run, STUDIO_PROVIDERS."""
    said = env.str("STUDIO", "on").strip().lower()
    if said not in ("on", "off"):
        raise ImproperlyConfigured("STUDIO is on or off.")
    providers = env.json("STUDIO_PROVIDERS", {})
    if not isinstance(providers, dict) or any("url" not in one for one in providers.values()):
        raise ImproperlyConfigured('STUDIO_PROVIDERS is JSON such as {"karaoke": {"url": "https://…", "key": "…"}}.')
    return Studio(
        on=said == "on",
        workers=env.int("STUDIO_WORKERS", 1),
        api=env.str("STUDIO_API", origin + "/api/v1").rstrip("/"),
        client_file=Path(env.str("STUDIO_CLIENT_FILE", str(folder / "studio-client"))),
        client_id=env.str("STUDIO_CLIENT_ID", ""),
        client_secret=env.str("STUDIO_CLIENT_SECRET", ""),
        seconds=env.int("STUDIO_SECONDS", 300),
        memory_mb=env.int("STUDIO_MEMORY_MB", 3000),
        providers=providers,
    )
