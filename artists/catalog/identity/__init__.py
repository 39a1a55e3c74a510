"""Which team is which artist: a team says so, an operator checks it, links or refuses, and undoes what was wrong."""
