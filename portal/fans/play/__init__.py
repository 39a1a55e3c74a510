"""What fans can do with music that said yes: browsing, an experience's page, making something, and what one made."""
