from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal, Stale
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import outbox
from firstbell.platform.search import finding
from firstbell.support.actions import opening, talking, working, writing
from firstbell.support.actions.talking import Words
from firstbell.support.models import Article, Use, Vote
from firstbell.support.queries import articles
from firstbell.support.queries.articles import About

pytestmark = pytest.mark.django_db

SOUND = "# The board is silent\n\n1. Press **Volume** on the *remote*.\n2. Choose the board as loudspeaker.\n"


@pytest.fixture
def article(hartley, asha, moment):
    made = writing.write(hartley, title="The board has no sound", body=SOUND, by=asha, at=moment)
    return writing.set_state(made, "published", by=asha, at=moment)


def seen_by(actor):
    return set(Article.objects.visible_to(actor))


def made_for(audience, hartley, asha, moment, state="published"):
    made = writing.write(hartley, title=f"For {audience}", body="Words", audience=audience, by=asha, at=moment)  # fmt: skip
    return writing.set_state(made, state, by=asha, at=moment)


def test_each_audience_reads_what_is_for_it(hartley, asha, okoro, sam, tariq, moment):
    rows = {name: made_for(name, hartley, asha, moment) for name in ("team", "staff", "students", "everybody")}  # fmt: skip

    assert seen_by(asha) == set(rows.values())
    assert seen_by(okoro) == {rows["staff"], rows["students"], rows["everybody"]}
    assert seen_by(sam) == {rows["students"], rows["everybody"]}
    assert seen_by(tariq) == set()


@pytest.mark.parametrize("state", ["draft", "internal", "away"])
def test_only_what_is_published_is_read(state, hartley, asha, okoro, moment):
    made = made_for("everybody", hartley, asha, moment, state)

    assert seen_by(okoro) == set()
    assert seen_by(asha) == {made}


def test_what_is_shown_for_a_while_is_shown_then(article, asha, okoro, moment):
    now = timezone.now()
    for first, last, shown in ((None, -1, False), (1, None, False), (-1, 1, True)):
        days = [timedelta(days=n) if n else None for n in (first, last)]
        starts, ends = (now + one if one else None for one in days)
        writing.change(article, shown_from=starts, shown_until=ends, by=asha, at=moment)
        assert (seen_by(okoro) == {article}) is shown


def test_it_cannot_be_gone_before_it_comes(article, asha, moment):
    with pytest.raises(Refusal, match="gone before it comes"):
        writing.change(article, shown_from=moment, shown_until=moment, by=asha, at=moment)


def test_an_empty_article_is_not_published(hartley, asha, moment):
    made = writing.write(hartley, title="Soon", by=asha, at=moment)
    with pytest.raises(Refusal, match="nothing to read"):
        writing.set_state(made, "published", by=asha, at=moment)


def test_the_trusts_articles_are_read_in_every_school(asha, tariq, moment):
    made = writing.write(None, title="A new password", body="Words", by=system_actor(), at=moment)
    writing.set_state(made, "published", by=system_actor(), at=moment)

    assert seen_by(asha) == seen_by(tariq) == {made}


def test_changed_words_are_a_new_edition_and_the_old_comes_back(article, asha, ben, moment):
    writing.change(article, body="Buy a new board.", why="Shorter", by=ben, at=moment)
    first, second = article.editions.order_by("number")
    assert (second.number, second.by_name, second.why) == (2, "Ben Whitlock", "Shorter")

    writing.restore(article, first, by=asha, at=moment)
    article.refresh_from_db()
    assert article.body == SOUND.strip()
    assert (article.edition, article.editions.count()) == (3, 3)
    with pytest.raises(Conflict):
        writing.restore(article, first, by=asha, at=moment)


def test_what_changes_no_word_is_no_edition(article, asha, moment):
    writing.change(article, audience="everybody", by=asha, at=moment)

    assert article.editions.count() == 1


def test_two_who_write_at_once_do_not_overwrite(article, asha, ben, moment):
    old = article.version
    writing.change(article, body="One", version=old, by=asha, at=moment)
    with pytest.raises(Stale):
        writing.change(Article.objects.get(), body="Other", version=old, by=ben, at=moment)
    assert Article.objects.get().body == "One"


def test_a_teacher_does_not_write(hartley, article, okoro, moment):
    with pytest.raises(NotAllowed):
        writing.write(hartley, title="Mine", by=okoro, at=moment)
    with pytest.raises(NotAllowed):
        writing.change(article, title="Mine", by=okoro, at=moment)


def test_its_address_stays_and_is_nobody_elses(article, hartley, asha, moment):
    other = writing.write(hartley, title="The board has no sound", by=asha, at=moment)
    reserved = writing.write(hartley, title="New", by=asha, at=moment)
    writing.change(article, title="Silent boards", by=asha, at=moment)

    assert article.slug == "the-board-has-no-sound"
    assert other.slug == "the-board-has-no-sound-2"
    assert reserved.slug == "new-article"


def labels(question, actor):
    answer = finding.find(question, actor=actor, types=["support.article"])
    return [one.label for group in answer.groups for one in group.found]


def test_search_finds_its_words_and_forgives_a_slip(article, okoro, sam):
    assert labels("loudspeaker", okoro) == ["The board has no sound"]
    assert labels("loudspaeker", okoro) == ["The board has no sound"]
    assert labels("loudspeaker", sam) == []


def test_a_word_far_down_a_long_article_is_found(hartley, asha, okoro, moment):
    long = " ".join(f"paragraph{n}" for n in range(300)) + " zeppelin"
    made = writing.write(hartley, title="Long", body=long, by=asha, at=moment)
    writing.set_state(made, "published", by=asha, at=moment)

    assert labels("zeppelin", okoro) == ["Long"]


def test_what_is_put_away_is_found_no_more(article, asha, moment):
    writing.set_state(article, "away", by=asha, at=moment)

    assert labels("loudspeaker", asha) == []


def suggested(actor, **about):
    return [row["title"] for row in articles.suggested(actor, About(**about))]


def test_a_sentence_suggests_what_it_means(article, hartley, asha, okoro, moment):
    made_for("staff", hartley, asha, moment)

    assert suggested(okoro, said="There is no sounds from my board again, please help!") == ["The board has no sound"]  # fmt: skip
    assert suggested(okoro, said="no suond from the baord") == ["The board has no sound"]
    assert suggested(okoro, said="my kettle is broken") == []


def test_what_it_is_shown_with_comes_first(article, hartley, asha, okoro, projector, ict_2, moment):  # fmt: skip
    lamp = made_for("staff", hartley, asha, moment)
    writing.link(lamp, projector.category, by=asha, at=moment)
    writing.link(lamp, ict_2, by=asha, at=moment)

    assert suggested(okoro, said="no sound on the board", items=(projector,)) == ["The board has no sound", "For staff"]  # fmt: skip
    assert suggested(okoro, items=(projector,)) == ["For staff"]
    assert suggested(okoro, room=ict_2) == ["For staff"]
    with pytest.raises(Conflict):
        writing.link(lamp, ict_2, by=asha, at=moment)
    writing.unlink(lamp, ict_2, by=asha, at=moment)
    assert suggested(okoro, room=ict_2) == []


def test_a_reader_votes_once_and_says_what_was_missing(article, asha, okoro, sam, moment):
    writing.vote(article, helped=False, missing="Which remote?", by=okoro, at=moment)
    assert [vote.missing for vote in articles.missed(article)] == ["Which remote?"]
    writing.vote(article, helped=True, by=okoro, at=moment)

    assert Vote.objects.count() == 1
    assert articles.tally(article) == {"yes": 1, "no": 0, "solved": 0}
    with pytest.raises(NotAllowed):
        writing.vote(article, helped=True, by=sam, at=moment)


def test_what_was_dealt_with_is_listed_no_more(article, asha, okoro, moment):
    made = writing.vote(article, helped=False, missing="Which remote?", by=okoro, at=moment)
    writing.settle(made, by=asha, at=moment)

    assert not articles.missed(article).exists()


def test_what_is_to_be_read_through_is_overdue_until_it_is(article, asha, moment):
    today = moment.date()
    writing.change(article, review_on=today - timedelta(days=1), by=asha, at=moment)
    assert list(articles.overdue(asha, today)) == [article]

    with pytest.raises(Refusal, match="a day to come"):
        writing.review(article, next_on=today, by=asha, at=moment)
    writing.review(article, next_on=today + timedelta(days=30), by=asha, at=moment)
    assert not articles.overdue(asha, today).exists()


def test_an_answer_that_points_to_it_counts_once_it_is_solved(article, ticket, asha, moment):
    words = Words("Try https://help.example/articles/the-board-has-no-sound/ first.")
    talking.reply(ticket, words, by=asha, at=moment)
    outbox.deliver_waiting()
    assert Use.objects.get().ticket == ticket
    assert articles.tally(article)["solved"] == 0

    working.solve(ticket, words, by=asha, at=moment)
    outbox.deliver_waiting()
    assert articles.tally(article)["solved"] == 1


def test_an_article_from_a_ticket_is_shown_with_its_models(hartley, teacher, projector, ict_2, started, asha, moment):  # fmt: skip
    report = opening.Report(body="Dark", items=[projector], room=ict_2)
    ticket = opening.open_ticket(hartley, report, by=teacher, at=moment)
    made = writing.write(hartley, title="Dark", ticket=ticket, by=asha, at=moment)

    assert made.from_ticket == ticket
    assert set(made.item_models.all()) == ({projector.model} if projector.model else set())
