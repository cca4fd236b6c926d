from __future__ import annotations

from django.urls import path

from firstbell.support.web.views import (
    approve,
    ask,
    concern,
    setup_approvers,
    setup_keeping,
    setup_requests,
    setup_rules,
    setup_teams,
    setups,
)

urlpatterns = [
    path("settings/desk/teams/", setups.teams, name="setup_teams"),
    path("settings/desk/categories/", setups.categories, name="setup_categories"),
    path("settings/desk/statuses/", setups.statuses, name="setup_statuses"),
    path("settings/desk/teams/signature/", setup_teams.signature, name="setup_signature"),
    path("settings/desk/teams/<uuid:uid>/keeping/", setup_keeping.keeping, name="setup_keeping"),
    path(
        "settings/desk/teams/<uuid:uid>/keeping/preview/",
        setup_keeping.preview,
        name="setup_keeping_preview",
    ),
    path("settings/desk/teams/<uuid:uid>/areas/", setup_teams.areas, name="setup_areas"),
    path("settings/desk/teams/<uuid:uid>/areas/new/", setup_teams.area_new, name="setup_area_new"),
    path("settings/desk/teams/<uuid:uid>/steps/", setup_teams.steps, name="setup_steps"),
    path("settings/desk/areas/<uuid:uid>/", setup_teams.area, name="setup_area"),
    path("settings/desk/areas/<uuid:uid>/off/", setup_teams.area_off, name="setup_area_off"),
    path("settings/desk/requests/", setup_requests.requests, name="setup_requests"),
    path("settings/desk/requests/usual/", setup_requests.usual, name="setup_usual"),
    path(
        "settings/desk/requests/<uuid:uid>/questions/",
        setup_requests.questions,
        name="setup_questions",
    ),
    path(
        "settings/desk/requests/<uuid:uid>/preview/", setup_requests.preview, name="setup_preview"
    ),
    path(
        "settings/desk/requests/<uuid:uid>/approvers/",
        setup_approvers.approvers,
        name="setup_approvers",
    ),
    path("settings/desk/rules/", setup_rules.rules, name="setup_rules"),
    path("settings/desk/rules/look/<slug:kind>/", setup_rules.look, name="setup_rule_look"),
    path("settings/desk/rules/new/<slug:kind>/", setup_rules.new, name="setup_rule_new"),
    path("settings/desk/rules/<uuid:uid>/", setup_rules.one, name="setup_rule"),
    path("settings/desk/rules/<uuid:uid>/place/", setup_rules.shift, name="setup_rule_shift"),
    path("settings/desk/rules/<uuid:uid>/away/", setup_rules.away, name="setup_rule_away"),
    path("settings/desk/rules/<uuid:uid>/back/", setup_rules.back, name="setup_rule_back"),
    path("settings/desk/rules/<uuid:uid>/<slug:to>/", setup_rules.switch, name="setup_rule_switch"),
    path("approve/<str:token>/", approve.by_link, name="approve"),
    path("mine/approvals/", approve.mine, name="my_approvals"),
    path("mine/approvals/<uuid:uid>/", approve.signed_in, name="approval"),
    path("mine/away/", approve.away, name="my_away"),
    path("rooms/<uuid:uid>/first-help/", setup_requests.room_card, name="room_card"),
    path("ask/", ask.start, name="ask"),
    path("ask/<uuid:uid>/", ask.ask_for, name="ask_for"),
    path("report/concern/", concern.here, name="concern"),
    path("report/concern/<str:value>/", concern.at_label, name="concern_here"),
    path("settings/desk/<slug:noun>/new/", setups.new, name="setup_new"),
    path("settings/desk/<slug:noun>/<uuid:uid>/", setups.one, name="setup_one"),
    path("settings/desk/<slug:noun>/<uuid:uid>/place/", setups.shift, name="setup_shift"),
    path("settings/desk/<slug:noun>/<uuid:uid>/away/", setups.away, name="setup_away"),
    path("settings/desk/<slug:noun>/<uuid:uid>/back/", setups.back, name="setup_back"),
]
