"""TDMRep: the file at the origin, and a policy for each artist. https://www.w3.org/community/reports/tdmrep/

A policy is an ODRL Offer: mining, after consent was obtained, for named targets. It prohibits nothing, as the report
asks: what it does not offer stays reserved.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consent.uses import outward
from consent.uses.outward import Answers

CONTEXT = ("http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld")
PROFILE = "http://www.w3.org/ns/tdmrep"


def rules() -> list[dict[str, Any]]:
    """`/.well-known/tdmrep.json`: everything is reserved. What a page says in its own header comes before it."""
    return [{"location": "/", "tdm-reservation": int(outward.reserved({}))}]


def policy(*, uid: str, name: str, page: str, ask: str, targets: Iterable[str]) -> dict[str, Any]:
    """The offer for these targets (absolute addresses). Its `uid` names its version: the same offer, the same `uid`."""
    offered = [{"target": one, "action": "tdm:mine", "duty": [{"action": "obtainConsent"}]} for one in targets]
    version = hashlib.sha256(json.dumps(offered, sort_keys=True).encode()).hexdigest()[:16]
    return {
        "@context": list(CONTEXT),
        "@type": "Offer",
        "profile": PROFILE,
        "uid": f"{uid}#{version}",
        "assigner": {"uid": page, "vcard:fn": name, "vcard:hasURL": ask},
        "permission": offered,
    }


def targets(whole: str, tracks: Mapping[str, Answers], total: int) -> Sequence[str]:
    """What is offered: `whole` where every one of `total` tracks can be asked for, else each track that can.

    `tracks` are the answers of every track that is not shut altogether, by address.
    """
    minable = [url for url, answers in tracks.items() if outward.minable(answers)]
    return [whole] if minable and len(minable) == total else minable
