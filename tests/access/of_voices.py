"""The rows of the matrix for snapshots, and for the question whether a voice is licensed."""

from uuid import uuid4

from tests.access.rows import Row, everybody, public

VOICES = (
    public("fans:check_voice"),
    Row("fans:check_voice", "POST", everybody(422), notes="of nobody's voice"),
    Row("fans:check_voice", "POST", everybody(200), data=lambda w: {"artist": "Ayla Marsh"}, notes="without a permit"),
    Row("api-v1:ask_of_voice", "POST", everybody(401)),
    public("api-v1:latest_snapshot", outcome=401),
    public("api-v1:snapshot_file", lambda w: {"version": uuid4()}, outcome=401),
    public("api-v1:snapshot_changes", lambda w: {"version": uuid4(), "older": uuid4()}, outcome=401),
)
