"""What was taken back: for holders how far it has come at each partner, for a partner what it is asked."""
