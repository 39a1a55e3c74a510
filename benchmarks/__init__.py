"""Each figure against its floor, in the same run on the same machine: only the ratio means anything."""
