from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from firstbell.equipment.actions import custody, ledger, stages
from firstbell.equipment.models import Custody, Item
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.audit import timeline


def test_a_laptop_is_with_one_person_at_a_time(add, okafor, cole, asha, moment):
    laptop = add(tag="HV-1")
    custody.give(laptop, to=okafor, by=asha, at=moment)

    with pytest.raises(custody.WithSomebody) as refused:
        custody.give(laptop, to=cole, by=asha, at=moment)

    assert refused.value.sentence == "Laptop (HV-1) is with Chi Okafor. Take it back first."


def test_the_database_says_so_too(add, okafor, cole, moment):
    laptop = add()
    Custody.objects.create(item=laptop, person=okafor, from_at=moment, given_by="Asha")

    with pytest.raises(IntegrityError), transaction.atomic():
        Custody.objects.create(item=laptop, person=cole, from_at=moment, given_by="Ben")


def test_a_custody_has_exactly_one_holder(add, okafor, store, moment):
    laptop = add()

    with pytest.raises(IntegrityError), transaction.atomic():
        Custody.objects.create(
            item=laptop, person=okafor, room=store, from_at=moment, given_by="Asha"
        )


def test_giving_puts_it_in_use_and_taking_back_puts_it_on_the_shelf(add, okafor, asha, moment):
    laptop = add()

    custody.give(laptop, to=okafor, by=asha, at=moment)
    assert Item.objects.get(pk=laptop.pk).lifecycle == "in_service"

    custody.take_back(laptop, by=asha, at=moment, condition="worn")
    back = Item.objects.get(pk=laptop.pk)
    assert (back.lifecycle, back.condition) == ("in_stock", "worn")


def test_history_shows_on_the_item_and_on_the_person(add, okafor, asha, moment):
    laptop = add(tag="HV-1")

    custody.give(laptop, to=okafor, by=asha, at=moment)

    sentence = "Asha Rahman gave Laptop (HV-1) to Chi Okafor"
    assert timeline.of(laptop)[0].sentence == sentence
    assert timeline.of(okafor)[0].sentence == sentence


def test_what_nobody_has_cannot_come_back(add, asha, moment):
    with pytest.raises(Conflict, match="Nobody has"):
        custody.take_back(add(), by=asha, at=moment)


def test_patch_leads_go_out_until_none_are_left(add, leads, okafor, store, asha, moment):
    box = add(leads, quantity=500)
    custody.give(box, to=okafor, quantity=400, by=asha, at=moment)

    with pytest.raises(ledger.TooFew, match="100 of Patch leads"):
        custody.give(box, to=store, quantity=101, by=asha, at=moment)

    custody.give(box, to=store, quantity=100, by=asha, at=moment)


def test_a_retired_laptop_is_not_given_out(add, okafor, asha, moment):
    laptop = add()
    stages.set_stage([laptop], stage="retired", by=asha, at=moment)

    with pytest.raises(Conflict, match="no longer in use"):
        custody.give(laptop, to=okafor, by=asha, at=moment)


def test_a_teacher_sees_what_they_hold_and_nothing_else(add, okafor, okoro_account, asha, moment):
    okoro_account.person_uid = okafor.uid
    okoro_account.save()
    held, _other = add(tag="HV-1"), add(tag="HV-2")
    custody.give(held, to=okafor, by=asha, at=moment)

    assert list(Item.objects.visible_to(account_actor(okoro_account))) == [held]
