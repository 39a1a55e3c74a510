"""Rules: answers a team gives once, tried on its past."""
