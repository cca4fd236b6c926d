from __future__ import annotations

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people import actions
from firstbell.people.actions import signing_in
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.models import Account


@pytest.fixture
def okafor(hartley, asha, moment):
    return actions.add_person(
        hartley, kind=MemberKind.STAFF, given_name="Chi", family_name="Okafor", by=asha, at=moment
    )


@pytest.fixture
def cole(hartley, asha, moment):
    return actions.add_person(
        hartley, kind=MemberKind.STAFF, given_name="Jon", family_name="Cole", by=asha, at=moment
    )


def test_asha_says_which_account_is_ms_okafors(browser_of, asha_account, okoro_account, okafor):
    browser = browser_of(asha_account)

    browser.post(f"/people/{okafor.uid}/account/", {"email": okoro_account.email})

    assert signing_in.account_of(okafor) == okoro_account
    assert okoro_account.email.encode() in browser.get(f"/people/{okafor.uid}/").content


def test_the_link_can_be_taken_away(okafor, okoro_account, asha, moment):
    signing_in.set_account(okafor, email=okoro_account.email, by=asha, at=moment)

    signing_in.set_account(okafor, email="", by=asha, at=moment)

    assert signing_in.account_of(okafor) is None


def test_one_account_is_one_person(okafor, cole, okoro_account, sam_account, asha, moment):
    signing_in.set_account(okafor, email=okoro_account.email, by=asha, at=moment)

    with pytest.raises(Conflict):
        signing_in.set_account(cole, email=okoro_account.email, by=asha, at=moment)
    with pytest.raises(Conflict):
        signing_in.set_account(okafor, email=sam_account.email, by=asha, at=moment)


def test_an_address_without_an_account_is_refused(okafor, asha, moment):
    with pytest.raises(Refusal) as refused:
        signing_in.set_account(okafor, email="who@hartley.example", by=asha, at=moment)

    assert refused.value.fields == {"email": "No such account"}


def test_a_technician_does_not_decide_who_signs_in_as_whom(okafor, okoro_account, ben, moment):
    with pytest.raises(NotAllowed):
        signing_in.set_account(okafor, email=okoro_account.email, by=ben, at=moment)


def test_after_a_merge_they_sign_in_as_the_record_that_stays(
    okafor, cole, okoro_account, asha, moment
):
    signing_in.set_account(okafor, email=okoro_account.email, by=asha, at=moment)

    actions.merge_people(okafor, into=cole, by=asha, at=moment)

    assert Account.objects.get(pk=okoro_account.pk).person_uid == cole.uid
