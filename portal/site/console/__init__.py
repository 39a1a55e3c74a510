"""A partner's console: what its machines asked and were answered, its sandbox, its conformance."""
