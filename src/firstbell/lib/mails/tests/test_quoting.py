"""What is new in an answer, told apart from what it quotes and from the signature."""

from __future__ import annotations

import pytest

from firstbell.lib.mails import REPLY_ABOVE, split, strip_quote

GMAIL = "On Mon, 12 Jan 2026 at 09:05, Help desk <help@hartley.example> wrote:\n\n> Have you tried the cable?\n>\n> Jo"
WRAPPED = "On Mon, 12 Jan 2026 at 09:05, The help desk of Hartley Vale School <\nhelp@hartley.example> wrote:\n> Cable?"
OUTLOOK = "________________________________\nFrom: Help desk <help@hartley.example>\nSent: 12 January 2026 09:05\nTo: Okoro, J\nSubject: Re: Board\n\nCable?"
OUTLOOK_BARE = "From: Help desk <help@hartley.example>\nSent: Monday, January 12, 2026 9:05 AM\nTo: J Okoro <jo@hartley.example>\nSubject: Re: Board\n\nCable?"
OUTLOOK_BOLD = "*From:* Help desk <help@hartley.example>\n*Sent:* 12 January 2026\n*To:* Jo\n*Subject:* Re: Board\n\nCable?"
OLD_OUTLOOK = (
    "-----Original Message-----\nFrom: Help desk\nSent: Monday\nTo: Jo\nSubject: x\n\nCable?"
)
APPLE = "> On 12 Jan 2026, at 09:05, Help desk <help@hartley.example> wrote:\n> \n> Cable?"
GERMAN = "Am 12.01.26 um 09:05 schrieb Help desk:\n> Cable?"
FRENCH = "Le lun. 12 janv. 2026 à 09:05, Help desk <help@hartley.example> a écrit :\n> Cable?"
THUNDERBIRD = "On 12/01/2026 09:05, Help desk wrote:\n> Cable?"
OURS = f"## {REPLY_ABOVE} ##\n\nHello Jo"


@pytest.mark.parametrize(
    "quote",
    [GMAIL, WRAPPED, OUTLOOK, OUTLOOK_BARE, OUTLOOK_BOLD, OLD_OUTLOOK, APPLE, GERMAN, FRENCH, THUNDERBIRD, OURS],
)  # fmt: skip
def test_what_is_above_the_quote_is_new(quote):
    found = split(f"Yes, twice.\nStill silent.\n\n{quote}\n")

    assert found.own == "Yes, twice.\nStill silent."
    assert found.quote == quote


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote:\nthe board is broken, and nobody came. From: the start it was so.",
        "A list:\n> not a quote, somebody answers between\nYes\n> and here\nNo",
        "____________________\nOur new rooms\n____________________\nare open",
        "From: my desk I see no light.\nIt is dark.",
        "",
    ],
)
def test_what_only_looks_a_little_like_a_quote_stays(text):
    assert strip_quote(text).startswith(text.split("\n", maxsplit=1)[0])
    assert split(text).own.count("\n") == text.count("\n") or "I wrote" in text


def test_an_answer_below_the_quote_is_found():
    found = split(f"{THUNDERBIRD}\n> More?\n\nYes, twice.\n\n-- \nJo")

    assert (found.own, found.signature) == ("Yes, twice.", "-- \nJo")
    assert found.quote == f"{THUNDERBIRD}\n> More?"


def test_answers_between_the_lines_are_left_whole():
    text = "> Cable?\nYes.\n> Power?\nNo."

    assert strip_quote(text) == text


@pytest.mark.parametrize("signature", ["-- \nJo Okoro\nHead of Music", "--\nJo", "Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent from Outlook for Android"])  # fmt: skip
def test_a_signature_is_told_apart(signature):
    found = split(f"Still silent.\n\n{signature}\n\n{GMAIL}")

    assert (found.own, found.signature) == ("Still silent.", signature)


def test_a_line_of_dashes_far_above_the_end_is_no_signature():
    text = "--\n" + "\n".join(f"line {at}" for at in range(40))

    assert split(text).signature == ""


def test_an_answer_that_is_all_quote_is_kept_whole():
    assert strip_quote(OUTLOOK) == OUTLOOK


@pytest.mark.parametrize("text", [">\n" * 400_000 + "x", "\n" * 900_000, "On " * 300_000, "On\n" * 300_000, "From:\n" * 150_000, "a:\n" * 300_000, "_" * 900_000, "-" * 900_000, "> " * 400_000, "On x <a@b> " * 20_000 + ":", " " * 900_000])  # fmt: skip
def test_text_made_to_take_long_does_not(text):
    split(text)
