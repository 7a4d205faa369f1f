from __future__ import annotations

from django.db import models


class Line(models.Model):
    """What the bare view writes: an id, a moment, the words."""

    at = models.DateTimeField(auto_now_add=True)
    words = models.TextField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.words
