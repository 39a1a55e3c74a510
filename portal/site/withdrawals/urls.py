from django.urls import path

from portal.site.withdrawals import views

_LIST = "t/<slug:team_slug>/withdrawals/"

urlpatterns = [
    path(_LIST, views.withdrawals, name="withdrawals"),
    path(f"{_LIST}<uuid:pk>/", views.withdrawal, name="withdrawal"),
    path(f"{_LIST}<uuid:pk>/more/", views.more, name="withdrawal_more"),
    path(f"{_LIST}<uuid:pk>/acknowledge/", views.done, name="withdrawal_done"),
]
