"""Whose signature files carry."""

from django.db import models


class Authority(models.Model):
    """A root of ours and the certificate under it that signs files. Both private halves are sealed.

    It signs from when it was made until `ends_at`; a newer one takes over a year before. No list of trusted
    certificates knows it: what it signs is *portal-signed*, and whoever wants to rely on it takes `root` from us.
    """

    root = models.TextField()
    root_sealed = models.TextField()
    chain = models.TextField()
    sealed = models.TextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"authority of {self.made_at:%Y-%m-%d}"
