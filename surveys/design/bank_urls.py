"""Addresses of the item bank, below /staff/studies/<study>/design/."""

from django.urls import path

from surveys.design import bank_views

urlpatterns = [
    path("bank/", bank_views.item_bank, name="bank"),
    path("bank/pick/", bank_views.pick, name="bank_pick"),
    path("bank/take/", bank_views.take_over, name="bank_take"),
    path("bank/item/<slug:name>/", bank_views.bank_item, name="bank_item"),
    path("bank/item/<slug:name>/results/", bank_views.bank_results, name="bank_results"),
]
