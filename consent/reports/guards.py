"""What the database itself does when lines are written."""

from typing import Any, cast

import pgtrigger

_Referencing = cast(Any, pgtrigger.Referencing)  # it has no types

batch_written = pgtrigger.Trigger(
    name="batch_written",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=_Referencing(new="added"),
    func="INSERT INTO reports_written (batch_id) SELECT DISTINCT batch_id FROM added ON CONFLICT DO NOTHING; "
    "RETURN NULL;",
)
"""Notes the batches of new lines in `reports_written`, once for a statement."""
