"""What the tools hear with: networks, and the sums before and after them. Nothing here knows Django."""
