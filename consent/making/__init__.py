"""What fans make: who asked for what, where it stands in the queue, and what came of it."""
