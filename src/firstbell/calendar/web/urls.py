from __future__ import annotations

from django.urls import path

from firstbell.calendar.web.views import bells, closing, importing, years

app_name = "calendar"
urlpatterns = [
    path("calendar/", years.overview, name="overview"),
    path("calendar/years/new/", years.new, name="year_new"),
    path("calendar/years/<uuid:uid>/", years.year, name="year"),
    path("calendar/years/<uuid:uid>/removal/", years.remove, name="year_remove"),
    path("calendar/years/<uuid:uid>/bank-holidays/", closing.bank_holidays, name="bank_holidays"),
    path("calendar/closed/new/", closing.close, name="close"),
    path("calendar/closed/<uuid:uid>/removal/", closing.open_again, name="open"),
    path("calendar/bells/new/", bells.new, name="bells_new"),
    path("calendar/bells/<uuid:uid>/", bells.bells, name="bells"),
    path("calendar/bells/<uuid:uid>/removal/", bells.remove, name="bells_remove"),
    path("calendar/dates/import/", importing.dates, name="import"),
]
