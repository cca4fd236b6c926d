"""The addresses of what is counted, below /stock/."""

from __future__ import annotations

from django.urls import path

from firstbell.equipment.web.views import stock, stock_acts, stock_papers

urlpatterns = [
    path("", stock.stock, name="stock"),
    path("ledger/", stock.ledger, name="stock_ledger"),
    path("use/", stock_papers.use, name="stock_use"),
    path("shopping/", stock_papers.shopping, name="shopping"),
    path("shopping.pdf", stock_papers.shopping_pdf, name="shopping_pdf"),
    path("shopping.csv", stock_papers.shopping_csv, name="shopping_csv"),
    path("lines/<uuid:uid>/annulment/", stock_acts.annul, name="stock_annul"),
    path("<str:key>/receipt/", stock_acts.receive, name="stock_receive"),
    path("<str:key>/count/", stock_acts.count, name="stock_count"),
    path("<str:key>/loss/", stock_acts.lose, name="stock_lose"),
    path("<str:key>/place/", stock_acts.shift, name="stock_shift"),
    path("<str:key>/levels/", stock_acts.levels, name="stock_levels"),
    path("<str:key>/fits/", stock_acts.fits, name="stock_fits"),
    path("<str:key>/fits/<uuid:uid>/removal/", stock_acts.fits_not, name="stock_fits_not"),
    path("<str:key>/fitting/<uuid:uid>/", stock_acts.fit, name="stock_fit"),
]
