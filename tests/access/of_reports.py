"""The rows of the matrix for reports and outputs."""

from uuid import uuid4

from tests.access.people import World
from tests.access.rows import Row, everybody, of_artist, of_team, public
from tests.support.reporting import rin, sent


def unknown(world: object) -> dict[str, object]:
    """An id that names nothing."""
    return {"id": uuid4()}


def batch(world: World) -> dict[str, object]:
    """Something that the partner sent."""
    return {"pk": sent(rin(world.cast), {"reference": "rubbish"}).batch.pk}


REPORTS = (
    public("fans:made", lambda w: {"pk": uuid4()}, outcome=404),
    of_artist("site:reports"),
    of_team("partner", "rin", "site:report", args=batch),
    of_team("partner", "rin", "site:report_refused", args=batch),
    of_artist("site:reports_complete", "POST", outcome=403),
    of_artist("site:reports_upload", "POST", outcome=403),
    Row("api-v1:report", "POST", everybody(401)),
    public("api-v1:own_reports", outcome=401),
    public("api-v1:reports_due", outcome=401),
    public("api-v1:one_report", unknown, outcome=401),
    Row("api-v1:register", "POST", everybody(401)),
    public("api-v1:one_output", unknown, outcome=401),
    Row("api-v1:take_output_down", "POST", everybody(401), unknown),
)
