"""What partners asked: the log of their requests, tallies for good, and how much each client may ask in a minute."""
