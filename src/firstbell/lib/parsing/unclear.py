from __future__ import annotations


class Unclear(ValueError):
    """A cell that cannot be understood for certain; the text is what to tell the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def shown(text: str) -> str:
    """The cell as a sentence quotes it."""
    flat = " ".join(text.split())
    return f"“{flat[:60]}…”" if len(flat) > 60 else f"“{flat}”"
