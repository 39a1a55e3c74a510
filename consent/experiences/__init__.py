"""Fan-facing features: drafted by a partner, asked for like any deal, live while everything under them holds."""
