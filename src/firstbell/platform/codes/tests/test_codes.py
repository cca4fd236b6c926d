from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import GUEST, Actor
from firstbell.platform.audit.models import Event
from firstbell.platform.codes import actions, alphabet, queries, registry
from firstbell.platform.codes.models import Batch, Code, FoundMessage
from firstbell.platform.codes.states import Kind
from firstbell.platform.tenancy.models import School


@pytest.fixture
def code(hartley: School, asha: Actor, moment: datetime) -> Code:
    return actions.mint(hartley, 1, by=asha, at=moment).codes.get()


@pytest.fixture
def forgetful() -> Iterator[None]:
    kept = registry.resolvers()
    yield
    registry._resolvers[:] = kept


def test_codes_are_made_in_bulk_and_are_on_nothing(
    hartley: School, ben: Actor, moment: datetime
) -> None:
    batch = actions.mint(hartley, 250, note="for the new laptops", by=ben, at=moment)

    values = set(batch.codes.values_list("value", flat=True))
    assert len(values) == 250
    assert all(alphabet.read(value) == value for value in values)
    assert batch.codes.unclaimed().count() == 250
    assert (
        Event.objects.get(kind="codes.minted").sentence == "Ben Whitlock made 250 unclaimed codes"
    )
    assert queries.open_batches(ben).get().left == 250


@pytest.mark.parametrize("count", [0, 5_001])
def test_a_print_run_has_a_sensible_size(
    count: int, hartley: School, ben: Actor, moment: datetime
) -> None:
    with pytest.raises(actions.TooManyCodes, match="between 1 and 5,000"):
        actions.mint(hartley, count, by=ben, at=moment)


def test_a_teacher_makes_no_codes(hartley: School, okoro: Actor, moment: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.mint(hartley, 1, by=okoro, at=moment)


# A school stands here for whatever carries codes: a thing with a uid and a school.
def test_a_stuck_on_code_is_claimed_and_leads_to_the_thing(
    code: Code, hartley: School, ben: Actor, moment: datetime
) -> None:
    actions.claim(code, hartley, by=ben, at=moment)

    found = queries.resolve(queries.link(code.value))
    assert found is not None
    assert (found.thing_type, found.thing_uid) == ("tenancy.school", hartley.uid)
    assert Code.objects.get(pk=code.pk).preferred
    assert Event.objects.get(kind="codes.claimed").subject_uid == hartley.uid


def test_a_code_is_on_one_thing(
    code: Code, hartley: School, other_school: School, ben: Actor, moment: datetime
) -> None:
    actions.claim(code, hartley, by=ben, at=moment)

    with pytest.raises(NotAllowed):
        actions.claim(code, other_school, by=ben, at=moment)
    with pytest.raises(actions.OnSomethingElse, match="Take it off there first"):
        actions.claim(code, Batch.objects.get(), by=ben, at=moment)


def test_a_code_that_was_taken_off_can_be_stuck_on_again(
    code: Code, hartley: School, ben: Actor, moment: datetime
) -> None:
    actions.claim(code, hartley, by=ben, at=moment)

    actions.release(code, hartley, by=ben, at=moment)

    assert queries.resolve(code.value) == registry.Found("", None, code)
    actions.claim(Code.objects.get(), hartley, by=ben, at=moment)
    assert queries.codes_for([hartley.uid])[hartley.uid] == code


@pytest.mark.parametrize(
    "typed",
    ["{value}", " {lower} ", "{spoken}", "http://localhost:8000/c/{value}",
     "HTTP://LOCALHOST:8000/C/{value}", "https://old.school.example/assets/c/{value}?from=label"],
)  # fmt: skip
def test_a_code_is_read_however_it_arrives(typed: str, code: Code, settings: object) -> None:
    settings.BASE_URL = "http://localhost:8000"
    settings.OLD_URLS = ["https://old.school.example/assets"]
    words = {"value": code.value, "lower": code.value.lower(), "spoken": code.spoken}

    assert queries.code_of(typed.format(**words)) == code


def test_a_link_to_somebody_elses_system_is_no_code_of_ours(code: Code) -> None:
    assert queries.code_of(f"https://elsewhere.example/c/{code.value}") is None


def test_what_is_misread_on_a_label_is_still_found(code: Code) -> None:
    Code.objects.filter(pk=code.pk).update(value="10AB10CD")

    assert queries.code_of("lOab-iocd") == code


@pytest.mark.usefixtures("forgetful", "db")
def test_a_plain_tag_is_read_by_the_room_that_knows_it() -> None:
    laptop = UUID(int=7)

    @registry.resolver
    def tags(text: str) -> registry.Found | None:
        return registry.Found("equipment.item", laptop) if text == "LT-0007" else None

    assert queries.resolve("LT-0007 ") == registry.Found("equipment.item", laptop)
    assert queries.resolve("LT-0008") is None
    assert queries.resolve("") is None


def test_the_suppliers_barcode_leads_to_the_thing_too(
    hartley: School, other_school: School, ben: Actor, moment: datetime
) -> None:
    actions.attach(hartley, "5CG2380K9Z", by=ben, at=moment)

    assert queries.resolve("5CG2380K9Z").thing_uid == hartley.uid
    assert Code.objects.get().kind == Kind.SUPPLIER
    batch = actions.mint(hartley, 1, by=ben, at=moment)
    with pytest.raises(actions.OnSomethingElse, match="cannot tell two things apart"):
        actions.attach(batch, "5CG2380K9Z", by=ben, at=moment)


def test_the_suppliers_barcode_is_forgotten_when_it_is_taken_off(
    hartley: School, ben: Actor, moment: datetime
) -> None:
    noted = actions.attach(hartley, "5CG2380K9Z", by=ben, at=moment)

    actions.release(noted, hartley, by=ben, at=moment)

    assert not Code.objects.exists()


def test_every_label_gets_its_code_once(hartley: School, ben: Actor, moment: datetime) -> None:
    first = actions.issue([hartley], by=ben, at=moment)

    again = actions.issue([hartley], by=ben, at=moment)

    assert first == again
    assert Code.objects.get().thing_uid == hartley.uid


def test_ben_chooses_which_code_stands_on_the_label(
    code: Code, hartley: School, ben: Actor, moment: datetime
) -> None:
    actions.issue([hartley], by=ben, at=moment)
    actions.claim(code, hartley, by=ben, at=moment)
    assert queries.codes_for([hartley.uid])[hartley.uid] != code

    actions.prefer(code, hartley, by=ben, at=moment)

    assert queries.codes_for([hartley.uid])[hartley.uid] == code
    assert Code.objects.filter(preferred=True).count() == 1


def test_the_database_says_so_too(code: Code, hartley: School) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.create(school=hartley, value=code.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.create(school=hartley, value="X", thing_uid=hartley.uid)


def test_a_stranger_tells_the_school_where_its_laptop_is(
    code: Code, ben: Actor, tariq: Actor, moment: datetime
) -> None:
    actions.report_found(
        code, words="On the 17 bus, handed to the driver", contact="", by=GUEST, at=moment
    )

    message = FoundMessage.objects.visible_to(ben).get()
    assert not FoundMessage.objects.visible_to(tariq).exists()
    assert Event.objects.get(kind="codes.found").school_id == code.school_id
    actions.settle(message, by=ben, at=moment)
    assert message.settled_by == "Ben Whitlock"


def test_one_label_does_not_bring_a_hundred_messages(code: Code, moment: datetime) -> None:
    for number in range(5):
        actions.report_found(code, words=f"here {number}", contact="", by=GUEST, at=moment)

    with pytest.raises(actions.SaidEnough, match="Thank you"):
        actions.report_found(code, words="here again", contact="", by=GUEST, at=moment)
    tomorrow = moment + timedelta(days=1, minutes=1)
    actions.report_found(code, words="still here", contact="", by=GUEST, at=tomorrow)


def test_a_message_needs_words(code: Code, moment: datetime) -> None:
    with pytest.raises(Refusal, match="Say where it is"):
        actions.report_found(code, words="  ", contact="", by=GUEST, at=moment)


def test_no_code_can_be_taken_for_a_number_or_a_word() -> None:
    for code in {alphabet.new() for _ in range(500)}:
        assert not code.isdigit()
        assert not code.isalpha()
        assert not set(code) & set("ILOU")
