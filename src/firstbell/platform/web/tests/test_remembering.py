"""What pages remember is what is so: a right that was taken away is gone at the next request."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.platform.accounts.models import RoleGrant, SignInRules
from firstbell.platform.tenancy.models import School

pytestmark = pytest.mark.django_db


def test_a_role_that_was_taken_away_opens_nothing_at_the_next_request(browser_of, ben_account):
    page = reverse("labels")
    browser = browser_of(ben_account)
    assert browser.get(page).status_code == 200

    RoleGrant.objects.filter(account=ben_account).delete()

    assert browser.get(page).status_code == 403


def test_a_role_that_was_given_opens_its_pages_at_the_next_request(
    browser_of, okoro_account, hartley
):
    page = reverse("labels")
    browser = browser_of(okoro_account)
    assert browser.get(page).status_code == 403

    RoleGrant.objects.create(
        account=okoro_account, role="technician", school=hartley, from_on="2024-09-01"
    )

    assert browser.get(page).status_code == 200


def test_a_second_factor_that_was_demanded_is_asked_for_at_the_next_request(
    browser_of, ben_account
):
    page = reverse("labels")
    browser = browser_of(ben_account)
    assert browser.get(page).status_code == 200

    SignInRules.objects.create(technicians_need_second_factor=True)

    assert browser.get(page).headers["Location"] == reverse("mfa_index")


def test_a_school_that_was_renamed_is_called_so_at_the_next_request(
    browser_of, ben_account, hartley
):
    browser = browser_of(ben_account)
    browser.get(reverse("labels"))

    School.objects.filter(pk=hartley.pk).update(name="Hartley Vale Academy")

    assert "Hartley Vale Academy" in browser.get(reverse("labels")).content.decode()
