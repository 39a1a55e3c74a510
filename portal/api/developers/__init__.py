"""The pages for engineers: the five-minute start, the reference, the guides. What they show is what the tests run."""
