from django.urls import path

from portal.site.splits import acting, bulk, views

_LIST = "t/<slug:team_slug>/earnings/splits/"
_ONE = f"{_LIST}<uuid:asset>/<slug:side>/"

urlpatterns = [
    path(_LIST, views.splits, name="splits"),
    path(f"{_LIST}together/", bulk.group, name="splits_group"),
    path(f"{_LIST}many/", bulk.many, name="splits_many"),
    path(f"{_LIST}many/propose/", bulk.propose, name="splits_propose"),
    path(f"{_LIST}many/file/", bulk.upload, name="splits_upload"),
    path(f"{_LIST}disputes/<int:pk>/end/", acting.end_dispute, name="dispute_end"),
    path(_ONE, views.split, name="split"),
    path(f"{_ONE}propose/", acting.propose, name="split_propose"),
    path(f"{_ONE}answer/", acting.answer, name="split_answer"),
    path(f"{_ONE}take-back/", acting.withdraw, name="split_withdraw"),
    path(f"{_ONE}dispute/", acting.dispute, name="split_dispute"),
]
