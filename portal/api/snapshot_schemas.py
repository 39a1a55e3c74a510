"""The shapes of snapshots, as the API's description has them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class Manifest(BaseModel):
    """What is signed, and whether a newer version is on its way."""

    manifest: Annotated[
        str, Field(description="A compact JWS (typ `snapshot+jwt`) with version, moment, limits and the file's hash.")
    ]
    building: Annotated[bool, Field(description="Something changed since: a newer version is being made.")]


class Building(BaseModel):
    """There is no version yet that may be used. Come back after `Retry-After` seconds."""

    building: Literal[True]
