"""The rows of the matrix for the question whether a voice is licensed."""

from tests.access.rows import Row, everybody, public

VOICES = (
    public("fans:check_voice"),
    Row("fans:check_voice", "POST", everybody(422), notes="of nobody's voice"),
    Row(
        "fans:check_voice",
        "POST",
        everybody(200),
        data=lambda world: {"artist": "Ayla Marsh"},
        notes="without a permit",
    ),
)
