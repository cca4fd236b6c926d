from __future__ import annotations

from django.urls import path

from firstbell.software.web.views import licences, programs, rules, wanted

app_name = "software"
urlpatterns = [
    path("software/", programs.titles, name="titles"),
    path("software/where/", programs.installations, name="installations"),
    path("software/week/", programs.week, name="week"),
    path("software/titles/lookup/", programs.title_lookup, name="title_lookup"),
    path("software/views/lookup/", wanted.view_lookup, name="view_lookup"),
    path("software/wanted/", wanted.wanted, name="wanted"),
    path("software/wanted/new/", wanted.new, name="wanted_new"),
    path("software/wanted/<uuid:uid>/", wanted.violations, name="violations"),
    path("software/wanted/<uuid:uid>/end/", wanted.end, name="wanted_end"),
    path("software/licences/", licences.licences, name="licences"),
    path("software/licences/new/", licences.edit, name="licence_new"),
    path("software/licences/<uuid:uid>/", licences.licence, name="licence"),
    path("software/licences/<uuid:uid>/change/", licences.edit, name="licence_change"),
    path("software/licences/<uuid:uid>/key/", licences.reveal, name="licence_key"),
    path("software/licences/<uuid:uid>/removal/", licences.remove, name="licence_remove"),
    path("software/rules/", rules.rules, name="rules"),
    path("software/rules/try/", rules.attempt, name="rule_try"),
    path("software/rules/new/", rules.edit, name="rule_new"),
    path("software/rules/<uuid:uid>/", rules.edit, name="rule"),
    path("software/rules/<uuid:uid>/first/", rules.first, name="rule_first"),
    path("software/rules/<uuid:uid>/removal/", rules.remove, name="rule_remove"),
    path("software/on/<uuid:uid>/", programs.item, name="item"),
    path("software/<uuid:uid>/", programs.title, name="title"),
    path("software/<uuid:uid>/name/", programs.call, name="title_call"),
]
