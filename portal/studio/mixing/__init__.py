"""A mix of tracks: what each sounds like, which fit a mood, in which order, and how one turns into the next."""
