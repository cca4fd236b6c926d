from __future__ import annotations


class Unreadable(Exception):
    """The verdict on a whole body: a sentence that the agent writes in its log for somebody to act on."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
