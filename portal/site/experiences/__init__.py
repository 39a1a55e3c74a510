"""What fans may do with a holder's music: how each stands, stopping and narrowing it, and what fans made."""
