"""What the trust wants to be told when an item changes its stage."""

from __future__ import annotations

from typing import Any

from firstbell.equipment.models import StageLabel, StageRule


def rules() -> dict[str, StageRule]:
    """The stages that ask for something; the others take what they are told."""
    return {rule.lifecycle: rule for rule in StageRule.objects.all() if rule.asks}


def missing(rule: StageRule | None, *, on: Any, note: str, label: Any) -> dict[str, str]:
    """Per field that the stage asks for and nobody has filled, what to say."""
    if rule is None:
        return {}
    found = {}
    if rule.asks_day and not on:
        found["on"] = "Say on which day."
    if rule.asks_note and not note.strip():
        found["note"] = f"Say: {rule.note_prompt or 'why'}."
    if rule.asks_label and label is None and _has_words(rule):
        found["label"] = "Choose one of our words for it."
    return found


def _has_words(rule: StageRule) -> bool:
    return StageLabel.objects.filter(lifecycle=rule.lifecycle).exists()


def in_words(rule: StageRule | None) -> str:
    """ "the day and a note (which way it went)" """
    if rule is None or not rule.asks:
        return ""
    note = f"a note ({rule.note_prompt})" if rule.note_prompt else "a note"
    wanted = [
        word
        for asked, word in ((rule.asks_day, "the day"), (rule.asks_note, note), (rule.asks_label, "one of our words"))
        if asked
    ]  # fmt: skip
    return " and ".join(filter(None, [", ".join(wanted[:-1]), wanted[-1]]))
