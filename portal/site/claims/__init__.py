"""The operator's claims: what waits, listening, and answering with a sentence."""
