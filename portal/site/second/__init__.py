"""Two people for the heavy yes: confirm what a colleague pressed, and say for what two are needed."""
