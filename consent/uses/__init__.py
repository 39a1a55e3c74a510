"""The vocabulary: what AI may do, as a fixed, versioned list with its plain-language texts."""

from consent.uses.texts import UseText, text_of, texts_of
from consent.uses.vocabulary import (
    LIKENESS_USES,
    TRACK_USES,
    USES,
    VOCABULARY,
    VOICE_USES,
    Need,
    Use,
    get,
)

__all__ = [
    "LIKENESS_USES",
    "TRACK_USES",
    "USES",
    "VOCABULARY",
    "VOICE_USES",
    "Need",
    "Use",
    "UseText",
    "get",
    "text_of",
    "texts_of",
]
