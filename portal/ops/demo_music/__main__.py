"""`python -m portal.ops.demo_music FOLDER`: render every song anew, as `portal/ops/seeding/music` ships them."""

import sys
from pathlib import Path

from django.utils.text import slugify

from portal.ops.demo_music.render import write
from portal.ops.demo_music.songs import SONGS

for title in SONGS:
    write(title, Path(sys.argv[1]) / f"{slugify(title)}.opus")
