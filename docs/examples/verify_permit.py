"""Verify permits where the work happens, without asking Soundcheck for each. pip install joserfc

SOUNDCHECK=https://… PARTNER=halcyon-audio python verify_permit.py remix DE < permit.jwt

TEST=1 before it takes the permits of test clients, and no others.
"""

import base64
import json
import os
import sys
import time
import zlib
from urllib.request import urlopen

from joserfc import jwk, jwt
from joserfc.errors import JoseError

KEYS_KEPT = 3600  # seconds: a new key is published two hours before it signs


class Refused(Exception):
    """Not allowed. Whatever cannot be verified is a no."""


class Verifier:
    """Keeps the portal's keys for an hour, and each status list for as long as it counts."""

    def __init__(self, portal: str, partner: str, *, test: bool = False) -> None:
        self.portal, self.partner, self.test = portal, partner, test
        self._keys, self._keys_until = jwk.KeySet([]), 0.0
        self._lists: dict[str, dict] = {}

    def verify(self, token: str, *, use: str, territory: str | None = None, asset: str | None = None) -> dict:
        """What the permit says, if it allows this use here and now. `Refused` if not, or if nobody can tell."""
        said = self._read(token, "permit+jwt")
        if (said["iss"], said["aud"]) != (self.portal, self.partner):
            raise Refused("it was given by or to somebody else")
        if bool(said.get("test")) != self.test:
            raise Refused("it is a test permit, or we are the test")
        if said["use"] != use or said["territory"] not in (None, territory):
            raise Refused("it is for another use or another country")
        if asset is not None and said["sub"] != asset:
            raise Refused("it is for another asset")
        if self._called_back(said["status"]["status_list"]):
            raise Refused("what it allowed was taken back")
        return said

    def _read(self, token: str, typ: str) -> dict:
        if time.time() > self._keys_until:
            self._keys = jwk.KeySet.import_key_set(json.loads(self._get(f"{self.portal}/.well-known/jwks.json")))
            self._keys_until = time.time() + KEYS_KEPT
        try:
            found = jwt.decode(token, self._keys, algorithms=["Ed25519"])
            jwt.JWTClaimsRegistry(exp={"essential": True}).validate(found.claims)
        except (JoseError, ValueError) as error:
            raise Refused(f"not signed by Soundcheck, or run out: {error}") from error
        if found.header.get("typ") != typ:
            raise Refused(f"not a {typ}")
        return found.claims

    def _called_back(self, place: dict) -> bool:
        told = self._lists.get(place["uri"])
        if told is None or told["iat"] + told["ttl"] <= time.time():
            told = self._read(self._get(place["uri"]).decode(), "statuslist+jwt")
            if told["sub"] != place["uri"]:
                raise Refused("this is another status list")
            self._lists[place["uri"]] = told
        packed = told["status_list"]["lst"]
        bits = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return bool(bits[place["idx"] // 8] >> place["idx"] % 8 & 1)

    def _get(self, url: str) -> bytes:
        try:
            with urlopen(url, timeout=5) as response:
                return response.read()
        except OSError as error:
            raise Refused(f"{url} does not answer, and no answer is a no") from error


if __name__ == "__main__":
    verifier = Verifier(os.environ["SOUNDCHECK"], os.environ["PARTNER"], test=bool(os.environ.get("TEST")))
    use, *territory = sys.argv[1:]
    try:
        permit = verifier.verify(sys.stdin.read().strip(), use=use, territory=territory[0] if territory else None)
    except Refused as why:
        sys.exit(f"No: {why}.")
    print(f"Yes: {permit['quantity']} × {permit['use']} of {permit['credit']}.")
