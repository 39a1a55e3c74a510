#!/usr/bin/env bash
# Five minutes with Soundcheck, in a shell. Needs curl and jq.
set -euo pipefail

# 1 Get a token
export SOUNDCHECK="${SOUNDCHECK:-http://localhost:8000}"
export CLIENT_ID="${CLIENT_ID:?the id of your test client}"
export CLIENT_SECRET="${CLIENT_SECRET:?its secret, shown once}"

TOKEN=$(curl -sS "$SOUNDCHECK/identity/o/api/token" \
  -u "$CLIENT_ID:$CLIENT_SECRET" \
  -d grant_type=client_credentials \
  -d scope="checks reports withdrawals" | jq -r .access_token)
echo "Got a token."
# > Got a token.

# 2 Ask before you act
ANSWER=$(curl -sS "$SOUNDCHECK/api/v1/checks" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{"questions": [{
        "isrc": "ZZS0T2600001",
        "use": "remix",
        "territory": "DE",
        "permit": {"quantity": 1}
      }]}' | jq '.answers[0]')
jq -r .answer <<< "$ANSWER"
jq -r '.reasons[0].sentence' <<< "$ANSWER"
# > allow
# > Everyone who holds a right here says yes to this use, and a licence in force covers it.

# 3 Keep the permit
PERMIT=$(jq -r .permit.id <<< "$ANSWER")
curl -sS "$SOUNDCHECK/api/v1/permits/$PERMIT" \
  -H "Authorization: Bearer $TOKEN" | jq -r .state
# > counts

# 4 Say what you did
curl -sS "$SOUNDCHECK/api/v1/reports" \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{"lines": [{
        "reference": "remix-of-'"$PERMIT"'",
        "permit": "'"$PERMIT"'",
        "quantity": "1",
        "revenue": {"amount": "0.99", "currency": "EUR"}
      }]}' | jq .accepted
# > 1

# 5 Hear a no
curl -sS "$SOUNDCHECK/api/v1/withdrawals?state=open" \
  -H "Authorization: Bearer $TOKEN" | jq -c .withdrawals
# > []
