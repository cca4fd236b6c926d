"""The addresses of bookings, below /bookings/."""

from __future__ import annotations

from django.urls import path

from firstbell.equipment.web.views import booking_acts, booking_feeds, booking_rules, bookings

urlpatterns = [
    path("", bookings.week, name="bookings"),
    path("list/", bookings.bookings_list, name="booking_list"),
    path("new/", bookings.new, name="booking_new"),
    path("rules/", booking_rules.rules, name="booking_rules"),
    path("rules/new/", booking_rules.rule_new, name="booking_rule_new"),
    path("rules/<uuid:uid>/", booking_rules.rule, name="booking_rule"),
    path("rules/<uuid:uid>/removal/", booking_rules.rule_remove, name="booking_rule_remove"),
    path("rules/<uuid:uid>/people/", booking_rules.allowance_new, name="booking_allowance_new"),
    path(
        "rules/people/<uuid:uid>/removal/",
        booking_rules.allowance_remove,
        name="booking_allowance_remove",
    ),
    path("feed/", booking_feeds.addresses, name="booking_feeds"),
    path("feed/<str:token>.ics", booking_feeds.feed, name="booking_feed"),
    path("old/", bookings.old_list, name="booking_old"),
    path("leaver/<uuid:uid>/", booking_acts.leaver, name="leaver_bookings"),
    path("<uuid:uid>/", bookings.one, name="booking"),
    path("<uuid:uid>/yes/", booking_acts.approve, name="booking_approve"),
    path("<uuid:uid>/no/", booking_acts.refuse, name="booking_refuse"),
    path("<uuid:uid>/cancelling/", booking_acts.cancel, name="booking_cancel"),
    path("<uuid:uid>/time/", booking_acts.move, name="booking_move"),
    path("<uuid:uid>/end/", booking_acts.extend, name="booking_extend"),
]
