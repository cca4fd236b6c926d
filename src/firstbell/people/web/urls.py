from __future__ import annotations

from django.urls import path

from firstbell.people.web.views import belonging, groups, keepers, organisations, persons

app_name = "people"
urlpatterns = [
    path("people/", persons.people, name="people"),
    path("people/add/", persons.add, name="add"),
    path("people/lookup/", persons.lookup, name="person_lookup"),
    path("people/<uuid:uid>/", persons.person, name="person"),
    path("people/<uuid:uid>/change/", persons.change, name="person_change"),
    path("people/<uuid:uid>/merge/", belonging.merge, name="person_merge"),
    path("people/<uuid:uid>/anonymise/", belonging.anonymise, name="person_anonymise"),
    path("people/<uuid:uid>/account/", belonging.account, name="person_account"),
    path("people/<uuid:uid>/schools/", belonging.join, name="join"),
    path("people/<uuid:uid>/schools/<uuid:membership>/", belonging.change, name="membership"),
    path("people/<uuid:uid>/schools/<uuid:membership>/leave/", belonging.leave, name="leave"),
    path("people/<uuid:uid>/schools/<uuid:membership>/stay/", belonging.stay, name="stay"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add/", groups.add, name="group_add"),
    path("groups/<uuid:uid>/", groups.group, name="group"),
    path("groups/<uuid:uid>/change/", groups.change, name="group_change"),
    path("groups/<uuid:uid>/archive/", groups.archive, name="group_archive"),
    path("groups/<uuid:uid>/restore/", groups.restore, name="group_restore"),
    path("groups/<uuid:uid>/members/", groups.put_in, name="members"),
    path("groups/<uuid:uid>/members/<uuid:member>/out/", groups.take_out, name="member_out"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.add, name="organisation_add"),
    path("organisations/lookup/", organisations.lookup, name="organisation_lookup"),
    path("organisations/<uuid:uid>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:uid>/change/", organisations.change, name="organisation_change"),
    path("organisations/<uuid:uid>/archive/", organisations.archive, name="organisation_archive"),
    path("organisations/<uuid:uid>/restore/", organisations.restore, name="organisation_restore"),
    path("rooms/<uuid:uid>/keepers/", keepers.name, name="keepers"),
    path("keepers/<uuid:uid>/end/", keepers.end, name="keeper_end"),
]
