"""Guards the database keeps, whoever writes."""

import pgtrigger


def never_emptied(what: str) -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE, which row triggers do not see."""
    return pgtrigger.Trigger(
        name="never_emptied",
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        func=f"RAISE EXCEPTION 'Cannot truncate: {what} is kept for good.';",
    )
