"""The limit: PostgreSQL's own pgbench, which runs the same prepared query from C and does nothing with the answer."""

import os
import re
import subprocess

from benchmarks.environment import FOLDER
from benchmarks.load import CONNECTIONS
from benchmarks.million import Million
from benchmarks.queries import CHECK
from portal.ops.embedded import PROGRAMS

# What pgbench can draw by itself: any recording, one of five uses of a track, one country.
_DRAWN = (
    "ARRAY['01990000-0000-7000-8000-' || lpad(to_hex(:recording::int), 12, '0')]",
    "ARRAY[NULL::text]",
    "ARRAY[(ARRAY['discover', 'analyse', 'cover', 'remix', 'reference'])[:use::int]]",
    "ARRAY['DE']",
    *["ARRAY[NULL::text]"] * 5,
)
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


def checks_a_second(made: Million, *, seconds: int) -> float:
    """Single questions a second, over as many connections as the load has, with plans made once."""
    statement = CHECK
    for drawn in (*_DRAWN, str(made.partner), "now()"):
        statement = statement.replace("%s", drawn, 1)
    script = FOLDER / "check.sql"
    draw = f"\\set recording random(1, {made.recordings})\n\\set use random(1, 5)\n"
    script.write_text(f"{draw}{' '.join(statement.split())};\n")
    command = [str(PROGRAMS / "bin" / "pgbench"), "--no-vacuum", "--protocol=prepared", f"--client={CONNECTIONS}",
               "--jobs=2", f"--time={seconds}", f"--file={script}", os.environ["DATABASE_URL"]]  # fmt: skip
    environment = {**os.environ, "PGOPTIONS": "-c plan_cache_mode=force_generic_plan"}
    printed = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    if (found := _TPS.search(printed)) is None:
        raise RuntimeError(f"pgbench said no rate:\n{printed}")
    return float(found[1])
