"""Questions that depend on others, checked without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from firstbell.lib.refusal import Refusal
from firstbell.support.actions.request_seeds import REQUESTS
from firstbell.support.queries import asking
from firstbell.support.queries.asking import Question

DEVICE = Question("device", "A computer?", "yes_no", required=True)
WHICH = Question(
    "which",
    "Which kind?",
    "choice",
    required=True,
    choices=("Laptop", "Tablet"),
    when="device",
    are=("Yes",),
)
SIZE = Question("size", "How large?", "text", required=True, when="which", are=("Tablet",))
ALL = [DEVICE, WHICH, SIZE]


def keys(given):
    return [one.key for one in asking.shown(ALL, given)]


def test_a_question_is_asked_only_where_the_other_is_answered_so():
    assert keys({}) == ["device"]
    assert keys({"device": "No"}) == ["device"]
    assert keys({"device": "Yes"}) == ["device", "which"]
    assert keys({"device": "Yes", "which": "Tablet"}) == ["device", "which", "size"]


def test_what_hangs_on_a_hidden_question_is_hidden():
    assert keys({"device": "No", "which": "Tablet", "size": "10"}) == ["device"]


def test_a_hidden_required_question_never_blocks_and_a_hidden_answer_is_not_kept():
    kept = asking.answered(ALL, {"device": "No", "which": "Laptop", "size": "10"})

    assert [(one.key, text) for one, text in kept] == [("device", "No")]


def test_a_required_question_that_is_asked_wants_its_answer():
    with pytest.raises(Refusal, match="“Which kind\\?” wants an answer") as refused:
        asking.answered(ALL, {"device": "Yes"})
    assert refused.value.fields == {"q_which": "Needed"}


def test_only_what_may_be_chosen_is_taken():
    with pytest.raises(Refusal) as refused:
        asking.answered(ALL, {"device": "Perhaps"})
    assert refused.value.fields == {"q_device": "Choose from the answers"}


def test_without_answers_a_condition_is_any_answer():
    more = Question("more", "More?", "text", when="size")
    assert more in asking.shown([*ALL, more], {"device": "Yes", "which": "Tablet", "size": "10"})
    assert more not in asking.shown([*ALL, more], {"device": "Yes", "which": "Tablet", "size": " "})


def test_some_of_several_is_enough_for_a_condition():
    parts = Question("parts", "What moves?", "many", choices=("Phone", "Printer", "Desk"))
    tag = Question("tag", "Which?", "text", when="parts", are=("Printer", "Desk"))

    assert tag in asking.shown([parts, tag], {"parts": ["Phone", "Desk"]})
    assert tag not in asking.shown([parts, tag], {"parts": ["Phone"]})


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, []), ("  ", []), ([], []), ("Two", ["Two"]), (date(2026, 11, 24), ["24/11/2026"]), (Decimal("12.500"), ["12.5"]),
        (Decimal(300), ["300"]), (True, ["Yes"]), (["A", "B"], ["A", "B"]),
    ],
)  # fmt: skip
def test_answers_are_kept_as_people_write_them(value, texts):
    assert asking.said(value) == texts


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        ([Question("a", "", "text")], "ask something"),
        ([Question("a", "A?", "choice", choices=("One",))], "at least two answers"),
        ([Question("a", "A?", "text"), Question("a", "B?", "text")], "there twice"),
        ([Question("a", "A?", "text", when="b"), Question("b", "B?", "text")], "question above it"),
        ([DEVICE, Question("b", "B?", "text", when="device", are=("Perhaps",))], "“Perhaps” is no answer to “A computer\\?”"),
        ([Question("a", "A?", "riddle")], "no kind of question"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_not_built(questions, why):
    with pytest.raises(Refusal, match=why):
        asking.checked(questions)


def test_what_is_built_is_read_back_as_it_was():
    assert asking.read(asking.checked(ALL)) == ALL


@pytest.mark.parametrize("seed", REQUESTS, ids=lambda seed: seed.name)
def test_the_requests_to_begin_with_make_sense(seed):
    assert asking.checked(seed.questions)


def test_one_entry_of_the_menu_is_where_one_is(client, started, asha_account):
    client.force_login(asha_account)
    page = client.get("/mine/tickets/").content.decode()
    rail = page[page.index("fb-rail") :]
    assert rail[: rail.index("fb-main")].count("aria-current") == 1
