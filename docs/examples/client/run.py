"""The client at work, in the sandbox: ask, use, report, and hear what was taken back."""

import os

from soundcheck import Problem, Soundcheck

api = Soundcheck(os.environ["SOUNDCHECK"], os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])

for isrc in ("ZZS0T2600001", "ZZS0T2600002", "ZZS0T2600003"):
    answer = api.check("remix", isrc=isrc, territory="DE", permit=1)
    print(isrc, answer.answer, *answer.reasons)
    if answer.permit:
        print(api.redeem(answer.permit.id), "·", answer.credit)
        line = {"reference": "run-1", "permit": answer.permit.id, "quantity": "1"}
        print(api.report([line])["accepted"], "reported")

try:
    api.check("remix")
except Problem as problem:
    print(problem.status, problem.code, problem.errors[0]["detail"])

for withdrawal in api.withdrawals():
    print(withdrawal.id, api.acknowledge(withdrawal.id))
# > ZZS0T2600001 allow licensed
# > counts · Everyone says yes by Ayla (test artist)
# > 1 reported
# > ZZS0T2600002 ask choice_ask
# > ZZS0T2600003 deny choice_off
# > 422 invalid_question Name the asset by asset, isrc, iswc or artist: by one of them, and not by two.
