"""Pictures for sharing (Open Graph), made here: 1200 by 630, the cover and the words of a page."""
