"""A few small drawings that stand for photographs: nobody and nowhere is to be seen on them."""

from __future__ import annotations

import io
import random
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from linli.files import services as files
from linli.kernel.actor import Actor

_SIZE = (320, 240)
_DRAWINGS = 6


class Album:
    """Drawings made once, uploaded as often as somebody needs one."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.drawings = [_drawing(dice) for _ in range(_DRAWINGS)]

    def upload(self, *, actor: Actor, now: datetime) -> UUID:
        """A picture received by the same door as everybody's, not yet attached to anything."""
        data = self.dice.choice(self.drawings)
        stored = files.receive(
            upload=ContentFile(data, name="drawing.jpg"), kind="image", actor=actor, now=now
        )
        return stored.id


def _drawing(dice: random.Random) -> bytes:
    """A street in flat colours: sky, ground, a house or two, a tree."""
    image = Image.new("RGB", _SIZE, (201, 222, 235))
    draw = ImageDraw.Draw(image)
    ground = dice.randint(150, 180)
    draw.rectangle((0, ground, _SIZE[0], _SIZE[1]), fill=(150, 150, 140))
    for _ in range(dice.randint(2, 4)):
        left, wide, high = dice.randint(0, 260), dice.randint(40, 90), dice.randint(50, 120)
        wall = tuple(dice.randint(130, 220) for _ in range(3))
        draw.rectangle((left, ground - high, left + wide, ground), fill=wall)
        for x in range(left + 8, left + wide - 10, 18):
            for y in range(ground - high + 8, ground - 16, 22):
                draw.rectangle((x, y, x + 9, y + 12), fill=(90, 110, 130))
    x = dice.randint(20, 300)
    draw.rectangle((x - 3, ground - 30, x + 3, ground), fill=(110, 80, 60))
    draw.ellipse((x - 20, ground - 70, x + 20, ground - 25), fill=(90, 140, 90))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()
