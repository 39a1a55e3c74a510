"""The signature of a permit with PyJWT. pip install "pyjwt[crypto]"

SOUNDCHECK=https://… PARTNER=halcyon-audio python verify_permit_pyjwt.py < permit.jwt
"""

import json
import os
import sys
from urllib.request import urlopen

import jwt
from jwt.algorithms import OKPAlgorithm

SOUNDCHECK, PARTNER = os.environ["SOUNDCHECK"], os.environ["PARTNER"]

jwt.register_algorithm("Ed25519", OKPAlgorithm())  # RFC 9864's name; PyJWT still says EdDSA

token = sys.stdin.read().strip()
with urlopen(f"{SOUNDCHECK}/.well-known/jwks.json") as response:
    keys = {one["kid"]: one for one in json.load(response)["keys"]}
try:
    header = jwt.get_unverified_header(token)
    if header["typ"] != "permit+jwt":
        sys.exit("No: this is no permit.")
    key = OKPAlgorithm.from_jwk(keys[header["kid"]])
    permit = jwt.decode(token, key, algorithms=["Ed25519"], issuer=SOUNDCHECK, audience=PARTNER)
except (jwt.PyJWTError, KeyError) as error:
    sys.exit(f"No: {error}.")
print(f"Yes: {permit['quantity']} × {permit['use']} of {permit['credit']}.")
