"""The mark by which an answer finds its ticket, which no stranger can make."""

from __future__ import annotations

import pytest

from firstbell.lib.mails import read, token
from firstbell.lib.mails.tests.making import mail

KEY, OLD = b"k" * 32, b"o" * 32
MARK = token.made(KEY, "T-00042")


def test_a_mark_names_its_ticket():
    assert token.checked([KEY], MARK) == "T-00042"
    assert token.checked([KEY], MARK.lower()) == "T-00042"
    assert token.checked([KEY, OLD], token.made(OLD, "T-00042")) == "T-00042"


def test_a_mark_is_good_for_its_own_ticket_only():
    signature = MARK.partition(".")[2]

    assert token.checked([KEY], f"T-00043.{signature}") is None
    assert token.made(KEY, "T-00043") != f"T-00043.{signature}"
    assert token.checked([OLD], MARK) is None


@pytest.mark.parametrize("forged", ["", "T-00042", "T-00042.", "T-00042." + "a" * 12, "T-00042." + "a" * 13, "\0", "é.éééééééééééé", "T-00042.ABCDEFGHJKM0 "])  # fmt: skip
def test_what_a_stranger_makes_up_is_nothing(forged):
    assert token.checked([KEY], forged) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": f"Re: Board [{MARK}]"},
        {"Subject": f"RE: [EXT] {MARK.upper()} Board"},
        {"To": f"Help <help+{MARK.lower()}@hartley.example>"},
        {"To": "x@y.example", "Cc": f"help+{MARK.lower()}@hartley.example"},
        {"Delivered-To": f"help+{MARK.lower()}@hartley.example"},
        {"Subject": f"[T-00007.abcdefghjkmn] [{MARK}]"},
    ],
)
def test_it_is_found_in_the_subject_and_in_the_address(headers):
    assert token.found([KEY], read(mail(headers=headers))) == "T-00042"


def test_a_bounce_carries_it_in_the_subject_that_came_back():
    text = f"------ This is a copy of the message ------\n\nMessage-ID: <a@h>\nSubject: Board [{MARK}]\n"
    found = read(mail(text, {"From": "MAILER-DAEMON@h.example", "Subject": "Mail delivery failed"}))

    assert token.found([KEY], found) == "T-00042"


def test_it_is_put_where_an_answer_brings_it_back():
    assert token.in_subject("Board", MARK) == f"Board [{MARK}]"
    assert token.in_subject(f"Re: Board [{MARK}]", MARK) == f"Re: Board [{MARK}]"
    assert (
        token.in_address("help+old@hartley.example", MARK) == f"help+{MARK.lower()}@hartley.example"
    )
    assert token.without(f"Re: Board [{MARK}]") == "Re: Board"


def test_a_ticket_is_named_by_letters_digits_and_dashes():
    with pytest.raises(ValueError, match="letters"):
        token.made(KEY, "T 42")


def test_many_made_up_marks_in_one_mail_are_not_all_tried():
    made_up = ", ".join(f"help+t-{at}.abcdefghjkmn@h.example" for at in range(400))

    assert len(token.candidates(read(mail(headers={"To": made_up})))) == 20
