"""Licences: the list, the builder, a licence's page, signing, and the team's rates side by side."""
