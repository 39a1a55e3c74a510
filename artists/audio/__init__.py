"""Sound: what came as a file, whether it can be believed, where it is kept, and for whom it plays."""
