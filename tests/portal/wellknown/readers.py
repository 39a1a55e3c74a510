"""Somebody else's eyes: each signal read by a parser that is not ours, and judged by what its standard says.

Every reader returns what a stranger would conclude of a use: `allow`, `ask` or `deny`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import http_sf
import jsonschema
from lxml import etree, html

RSL = "{https://rslstandard.org/rsl}"
_RSL_SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("rsl.rng"))))
# Any token that is broader says something of the narrower ones too (RSL 1.0, 3.4.1.1).
_BROADER = {
    "ai-train": {"ai-train", "ai-all", "all"},
    "ai-input": {"ai-input", "ai-all", "all"},
    "ai-index": {"ai-index", "ai-all", "all"},
    "search": {"search", "all"},
}

URI = {"type": "string", "pattern": "^https?://"}
TDMREP_FILE = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["location", "tdm-reservation"],
        "additionalProperties": False,
        "properties": {
            "location": {"type": "string", "pattern": "^/"},
            "tdm-reservation": {"enum": [0, 1]},
            "tdm-policy": URI,
        },
    },
}
TDM_POLICY = {
    "type": "object",
    "required": ["@context", "@type", "profile", "uid", "assigner", "permission"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": ["http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld"]},
        "@type": {"const": "Offer"},
        "profile": {"const": "http://www.w3.org/ns/tdmrep"},
        "uid": URI,
        "assigner": {
            "type": "object",
            "required": ["uid", "vcard:fn"],
            "properties": {"uid": URI, "vcard:fn": {"type": "string", "minLength": 1}, "vcard:hasURL": URI},
            "additionalProperties": False,
        },
        "permission": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["action"],
                "additionalProperties": False,
                "properties": {
                    "target": URI,
                    "action": {"const": "tdm:mine"},
                    "duty": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["action"],
                            "additionalProperties": False,
                            "properties": {"action": {"enum": ["obtainConsent", "compensate"]}},
                        },
                    },
                },
            },
        },
    },
}
# The CDDL of CAWG 1.1, as JSON Schema; the C2PA syntax of labels for keys of one's own.
CAWG = {
    "type": "object",
    "required": ["entries"],
    "properties": {
        "entries": {
            "type": "object",
            "propertyNames": {
                "anyOf": [
                    {"pattern": r"^cawg\.(data_mining|ai_inference|ai_training|ai_generative_training)$"},
                    {"pattern": r"^(?!cawg\.)[a-z0-9][a-z0-9-]*(\.[A-Za-z0-9_-]+)+$"},
                ]
            },
            "additionalProperties": {
                "type": "object",
                "required": ["use"],
                "additionalProperties": False,
                "properties": {
                    "use": {"enum": ["allowed", "notAllowed", "constrained"]},
                    "constraint_info": {"type": "string", "minLength": 1},
                },
            },
        },
        "metadata": {"type": "object"},
    },
    "additionalProperties": False,
}
TDMAI_WORD = {"enum": ["usagePermission", "usageReservation"]}
TDMAI = {
    "type": "object",
    "properties": {
        "iscc": {"type": "string"},
        "TDM": TDMAI_WORD,
        "AiTraining": TDMAI_WORD,
        "genAiTraining": TDMAI_WORD,
        "intent": {"enum": ["activate", "update", "supercede"]},
    },
    "required": ["TDM", "AiTraining", "genAiTraining"],
    "additionalProperties": False,
}


def content_usage(response: Any) -> dict[str, str]:
    """AIPREF from the header: what is no Token `y` or `n` says nothing."""
    return preference(response.headers["Content-Usage"])


def preference(value: str) -> dict[str, str]:
    """A preference as AIPREF reads it, by http-sf."""
    parsed: Any = http_sf.parse(value.encode(), tltype="dictionary")
    said = {key: str(member[0]) for key, member in parsed.items() if isinstance(member[0], http_sf.Token)}
    return {key: {"y": "allow", "n": "deny"}[token] for key, token in said.items() if token in ("y", "n")}


def rsl(document: bytes) -> dict[str, dict[str, str]]:
    """By address: what each of the four tokens comes to. Permitted and prohibited at once is not licensed."""
    root = etree.fromstring(document)
    _RSL_SCHEMA.assertValid(root)
    assert root.prefix is None
    found = {}
    for content in root.iter(f"{RSL}content"):
        licence = content.find(f"{RSL}license")
        permitted, prohibited = (set((licence.findtext(RSL + name) or "").split()) for name in ("permits", "prohibits"))
        found[content.get("url")] = {
            token: _licensed(content, token, permitted, prohibited) for token in sorted(_BROADER)
        }
    return found


def _licensed(content: Any, token: str, permitted: set[str], prohibited: set[str]) -> str:
    if _BROADER[token] & prohibited or not _BROADER[token] & permitted:
        return "deny"
    payment = content.find(f"{RSL}license/{RSL}payment")
    if content.get("server") and payment is not None and payment.get("type") != "free":
        return "ask"
    return "allow"  # no payment is free, and no server asks nobody


def tdmrep_file(document: bytes, path: str) -> tuple[int, str]:
    """The reservation and policy for a path: the first rule that matches, no wildcards among ours."""
    rules = json.loads(document)
    jsonschema.validate(rules, TDMREP_FILE)
    rule = next(one for one in rules if path.startswith(one["location"]))
    return rule["tdm-reservation"], rule.get("tdm-policy", "")


def tdm_header(response: Any) -> tuple[int, str]:
    """The reservation and policy in the header; anything but 0 and 1 would be unset."""
    assert response.headers["tdm-reservation"] in ("0", "1")
    return int(response.headers["tdm-reservation"]), response.headers.get("tdm-policy", "")


def tags(page: bytes) -> dict[str, str]:
    """What a page's own head says: the two TDMRep values and the address of its RSL document."""
    head = html.fromstring(page).find("head")
    metas = {one.get("name"): one.get("content") for one in head.iter("meta") if one.get("name")}
    licences = [
        one.get("href")
        for one in head.iter("link")
        if one.get("rel") == "license" and one.get("type") == "application/rsl+xml"
    ]
    assert len(licences) == 1
    found = {"licence": licences[0], "tdm-reservation": metas["tdm-reservation"]}
    return found | ({"tdm-policy": metas["tdm-policy"]} if "tdm-policy" in metas else {})


def link(response: Any) -> str:
    """The RSL document that the header leads to (RFC 8288)."""
    address, *parameters = (part.strip() for part in response.headers["Link"].split(";"))
    assert parameters == ['rel="license"', 'type="application/rsl+xml"']
    assert address[0] + address[-1] == "<>"
    return address[1:-1]


def policy(document: bytes) -> tuple[str, set[str]]:
    """The offer's `uid`, and what may be mined once consent was obtained."""
    offer = json.loads(document)
    jsonschema.validate(offer, TDM_POLICY)
    assert all({"action": "obtainConsent"} in one["duty"] for one in offer["permission"])
    return offer["uid"], {one["target"] for one in offer["permission"]}


def cawg(document: bytes) -> dict[str, str]:
    """By key: allow, ask or deny; `constrained` that says no more is no."""
    body = json.loads(document)
    jsonschema.validate(body, CAWG)
    return {key: _cawg(entry) for key, entry in body["entries"].items()}


def _cawg(entry: Mapping[str, str]) -> str:
    if entry["use"] == "constrained":
        return "ask" if entry.get("constraint_info") else "deny"
    return {"allowed": "allow", "notAllowed": "deny"}[entry["use"]]


def tdmai(document: bytes) -> dict[str, str]:
    """By key: allow or deny."""
    said = json.loads(document)
    jsonschema.validate(said, TDMAI)
    return {
        key: {"usagePermission": "allow", "usageReservation": "deny"}[said[key]]
        for key in ("TDM", "AiTraining", "genAiTraining")
    }


class Robots:
    """robots.txt, strictly: the standard library for what may be fetched, AIPREF's own rule for what may be done."""

    def __init__(self, text: str) -> None:
        self.rules = RobotFileParser()
        self.rules.parse(text.splitlines())
        lines = [line.partition(":") for line in text.splitlines() if ":" in line]
        self.licences = [value.strip() for name, _, value in lines if name.strip().lower() == "license"]
        self.usages = [value.strip() for name, _, value in lines if name.strip().lower() == "content-usage"]

    def may_fetch(self, path: str) -> bool:
        """Whether any crawler may."""
        return self.rules.can_fetch("AnyBot", path)

    def usage(self, path: str) -> dict[str, str]:
        """The longest match counts; a line without a path is for all of them."""
        best = (-1, "")
        for value in self.usages:
            first, _, rest = value.partition(" ")
            prefix, said = (first, rest) if first.startswith("/") else ("", value)
            if path.startswith(prefix):
                best = max(best, (len(prefix), said))
        return preference(best[1])


def path_of(address: str) -> str:
    """The path of an absolute address."""
    return urlsplit(address).path
