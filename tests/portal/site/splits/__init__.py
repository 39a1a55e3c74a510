"""The pages of splits."""
