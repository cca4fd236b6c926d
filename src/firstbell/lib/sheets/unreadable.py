from __future__ import annotations


class Unreadable(Exception):
    """The verdict on a whole file: a sentence that the person who brought it can act on."""

    def __init__(self, sentence: str, code: str = "unreadable") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
