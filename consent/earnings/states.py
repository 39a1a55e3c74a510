"""The kinds of pools, the rules by which they divide, and where a month stands. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    """Why a sum is paid that no single use earned."""

    FLAT = "flat"  # a lump sum of a licence, once
    ADVANCE = "advance"  # a lump sum against which later earnings of the licence are set
    MINIMUM = "minimum"  # what a year's rates fell short of
    CHECKS = "checks"  # so much for a thousand checks, for a month
    SETTLEMENT = "settlement"  # for the past, outside the rates


class Rule(StrEnum):
    """How a pool divides over works. STIM's public rule for AI: training money equally, output money by attribution."""

    EQUAL = "equal"  # the same for every work that is covered
    ATTRIBUTION = "attribution"  # by what was reported of each work in the period


class MonthState(StrEnum):
    """Of a month that takes no more lines."""

    CLOSING = "closing"
    CLOSED = "closed"


class Stage(StrEnum):
    """How far a closing has come. Each is reached in one transaction, and checked before the next begins."""

    BEGUN = "begun"  # no more lines
    HELD = "held"  # what disputes hold is set aside, what they held before is released
    RECOUPED = "recouped"  # advances are set against what was earned
    STATED = "stated"  # every team's sums, numbered and rounded
    SIGNED = "signed"  # every statement's lines are hashed, and it is signed
