"""A partner's experiences: a list, a builder, one as it stands, and the page as fans will see it."""
