"""Five minutes with Soundcheck, in Python. For step 3: pip install joserfc."""

# 1 Get a token
import json
import os
from base64 import b64encode
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SOUNDCHECK = os.environ.get("SOUNDCHECK", "http://localhost:8000")
CLIENT_ID = os.environ["CLIENT_ID"]
CLIENT_SECRET = os.environ["CLIENT_SECRET"]


def call(path, body=None, **headers):
    """One call; what it answers."""
    with urlopen(Request(SOUNDCHECK + path, body, headers)) as response:
        return json.load(response)


basic = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
form = urlencode({"grant_type": "client_credentials", "scope": "checks reports withdrawals"}).encode()
token = call("/identity/o/api/token", form, Authorization=f"Basic {basic}")["access_token"]
mine = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
print("Got a token.")
# > Got a token.

# 2 Ask before you act
question = {
    "isrc": "ZZS0T2600001",
    "use": "remix",
    "territory": "DE",
    "permit": {"quantity": 1},
}
body = json.dumps({"questions": [question]}).encode()
answer = call("/api/v1/checks", body, **mine)["answers"][0]
print(answer["answer"])
print(answer["reasons"][0]["sentence"])
# > allow
# > Everyone who holds a right here says yes to this use, and a licence in force covers it.

# 3 Keep the permit
from joserfc import jwk, jwt

keys = jwk.KeySet.import_key_set(call("/.well-known/jwks.json"))
permit = jwt.decode(answer["permit"]["token"], keys, algorithms=["Ed25519"])
print("Good for", permit.claims["quantity"], permit.claims["use"])
# > Good for 1 remix

# 4 Say what you did
line = {
    "reference": f"remix-of-{permit.claims['jti']}",
    "permit": permit.claims["jti"],
    "quantity": "1",
    "revenue": {"amount": "0.99", "currency": "EUR"},
}
report = call("/api/v1/reports", json.dumps({"lines": [line]}).encode(), **mine)
print(report["accepted"])
# > 1

# 5 Hear a no
taken_back = call("/api/v1/withdrawals?state=open", **mine)["withdrawals"]
print(taken_back)
# > []
