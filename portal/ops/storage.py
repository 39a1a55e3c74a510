"""Where sound is kept: files under var/, or an S3-compatible store when the environment names its bucket."""

from pathlib import Path
from typing import Any

from environs import Env


def audio(env: Env, folder: Path) -> dict[str, Any]:
    """The storage `audio`. `AUDIO_BUCKET` needs django-storages; its keys come from the environment or the machine."""
    bucket = env.str("AUDIO_BUCKET", "")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder / "audio", "file_permissions_mode": 0o600},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("AUDIO_ENDPOINT", "") or None,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
