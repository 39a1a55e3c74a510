"""What a partner may use, as a signed file: for those who decide millions of times and know how old their answer is.

`conditions` is the rule, pure: under which conditions a check would allow one use. `lines` reads the database once and
writes a line for each asset; `building` makes a version of it, `changes` what differs between two. `freshness` knows in
one query whether anything happened since. `manifest` is what is signed.
"""
