"""Content credentials (C2PA): what a file says of itself, signed by this portal; and the keys it is signed with."""
