from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.support.actions import working, writing
from firstbell.support.actions.talking import Words
from firstbell.support.models import Article, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(browser_of, okoro_account):
    return browser_of(okoro_account)


@pytest.fixture
def article(hartley, asha, board, moment):
    made = writing.write(hartley, title="The board has no sound", body="Press **Volume**.", category=board, by=asha, at=moment)  # fmt: skip
    return writing.set_state(made, "published", by=asha, at=moment)


def page(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_teacher_finds_and_reads_it(hers, article):
    assert "The board has no sound" in page(hers, "/articles/")
    assert "The board has no sound" in page(hers, "/articles/?q=volume")
    assert "Nobody has written about that yet" in page(hers, "/articles/?q=kettle")

    words = page(hers, f"/articles/{article.slug}/")
    assert "<strong>Volume</strong>" in words
    assert "Read through by" not in words
    assert f"/report/?category={article.category.uid}" in words


def test_a_draft_is_not_there_for_her(hers, article, asha, moment):
    writing.set_state(article, "draft", by=asha, at=moment)

    assert hers.get(f"/articles/{article.slug}/").status_code == 404
    assert "The board has no sound" not in page(hers, "/articles/")


def test_no_markup_of_a_writer_runs(hers, article, asha, moment):
    body = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> ![y](http://track.example/a.png)"
    writing.change(article, body=body, by=asha, at=moment)
    words = page(hers, f"/articles/{article.slug}/")

    assert "<script>alert" not in words
    assert "javascript:" not in words.split("fb-article-body")[1].split("</div>")[0].replace("[x](javascript:alert(1))", "")  # fmt: skip
    assert "<img src=x" not in words
    assert "track.example" not in words


def test_she_says_what_was_missing_and_the_author_reads_it(hers, desk, article):
    answer = hers.post(
        f"/articles/{article.slug}/helped/", {"helped": "no", "missing": "Which remote?"}
    )
    assert "Thank you" in page(hers, answer.url.split("#")[0])

    assert "Which remote?" in page(desk, f"/articles/{article.slug}/")
    desk.post(f"/articles/{article.slug}/missed/{Vote.objects.get().uid}/settled/")
    assert "Which remote?" not in page(desk, f"/articles/{article.slug}/")


def test_a_technician_writes_publishes_and_changes(desk, hartley, board):
    page(desk, "/articles/new/")
    words = {"title": "Wi-Fi on a phone", "body": "1. Settings", "audience": "everybody", "category": str(board.uid), "school": str(hartley.uid)}  # fmt: skip
    answer = desk.post("/articles/new/", words)
    made = Article.objects.get()
    assert answer.url == f"/articles/{made.slug}/"

    desk.post(f"/articles/{made.slug}/state/", {"state": "published"})
    page(desk, f"/articles/{made.slug}/change/")
    desk.post(
        f"/articles/{made.slug}/change/",
        {**words, "body": "1. Open Settings", "version": made.version + 1},
    )
    made.refresh_from_db()
    assert (made.state, made.body, made.edition) == ("published", "1. Open Settings", 2)

    compared = page(desk, f"/articles/{made.slug}/editions/")
    assert "<ins>" in compared
    desk.post(f"/articles/{made.slug}/editions/1/back/")
    made.refresh_from_db()
    assert made.body == "1. Settings"


def test_it_looks_as_it_will(desk):
    answer = desk.post("/articles/how-it-looks/", {"body": "# Hello\n\n- one"})

    assert "<h2>Hello</h2>" in answer.content.decode()


def test_the_list_shows_what_is_to_be_read_through(desk, article, asha, moment):
    writing.change(article, review_on=clock.now().date() - timedelta(days=3), by=asha, at=moment)

    assert "The board has no sound" in page(desk, "/articles/all/?review.before=today")
    assert "One article is to be read through" in page(desk, "/articles/")
    assert "Articles to read through" in page(desk, "/")
    desk.post(f"/articles/{article.slug}/read-through/")
    assert "The board has no sound" not in page(desk, "/articles/all/?review.before=today")


def test_it_stands_on_the_pages_of_thing_and_room(desk, article, projector, ict_2):
    url = f"/articles/{article.slug}/beside/"
    desk.post(url, {"kind": str(projector.category.uid), "room": str(ict_2.uid)})

    for where in (f"/rooms/{ict_2.uid}/", "/equipment/HV-40031/"):
        assert f"/articles/{article.slug}/" in page(desk, where), where
    desk.post(f"{url}room/{ict_2.uid}/off/")
    assert f"/articles/{article.slug}/" not in page(desk, f"/rooms/{ict_2.uid}/")


def test_while_she_types_it_is_suggested(hers, article, ict_2, board):
    words = page(hers, f"/articles/suggested/?body=No+sound+from+the+board&room={ict_2.uid}")
    assert "The board has no sound" in words

    words = page(hers, f"/articles/suggested/?category={board.uid}")
    assert "The board has no sound" in words
    assert page(hers, "/articles/suggested/").strip() == ""


def test_beside_a_ticket_it_goes_into_the_answer(desk, article, ticket, asha, moment):
    words = page(desk, f"/tickets/{ticket.number}/articles/?asked=sound+board")
    assert (
        f'data-fb-insert="The board has no sound: http://testserver/articles/{article.slug}/"'
        in words
    )
    assert "Write an article from this ticket" not in words

    working.solve(ticket, Words("Volume was at nought."), by=asha, at=moment)
    assert "Write an article from this ticket" in page(desk, f"/tickets/{ticket.number}/articles/")
    form = page(desk, f"/articles/new/?ticket={ticket.number}")
    assert "Volume was at nought." in form
    assert ticket.title in form


def test_its_day_stays_when_something_else_is_changed(desk, article, asha, moment):
    """A box for a day shows nothing of `14/06/2027`, and would have sent nothing back."""
    day = clock.now().date() + timedelta(days=200)
    writing.change(article, review_on=day, by=asha, at=moment)

    assert f'value="{day:%Y-%m-%d}"' in page(desk, f"/articles/{article.slug}/change/")
