"""Catalogue files: read into one neutral structure, planned, shown, confirmed, carried out in chunks."""
