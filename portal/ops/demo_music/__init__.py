"""The demonstration's songs: written by rules and rendered by sums, so that they are ours to give away.

`portal/ops/seeding/music` ships them as small files; `python -m portal.ops.demo_music FOLDER` renders them anew. No
person sang or played any of it, and no neural network made it: a program with dice did. Needs numpy and soundfile.
"""
