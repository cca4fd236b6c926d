"""Reading the mail and its page, and answering, as whoever was asked does."""

from __future__ import annotations

import base64
import io
import re

from django.urls import reverse
from PIL import Image

from firstbell.equipment.queries import accepting as links


def read(answer):
    return answer.content.decode()


def mark_on(page):
    return re.search(r'name="mark" value="(\w+)"', page)[1]


def yes(phone, asked, **words):
    url = links.link_of(asked)
    mark = mark_on(read(phone.get(url)))
    return phone.post(
        url, {"right": "yes", "name": "Nia Bevan", "mark": mark, **words}, follow=True
    )


def drawn():
    picture = io.BytesIO()
    Image.new("RGB", (64, 22), "white").save(picture, "PNG")
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def led_to(sent):
    """What the link in a mail is for; a link for the same, made in another second, reads otherwise."""
    before, after = reverse("equipment:accept", args=["TOKEN"]).split("TOKEN")
    [token] = re.findall(rf"https://desk\.hartley\.example{before}([^/\s]+){after}", sent.body)
    row, _ = links.found(token)
    return row
