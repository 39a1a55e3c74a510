from django.urls import path

from portal.site.accounts import views

_ALL = "t/<slug:team_slug>/earnings/"
urlpatterns = [
    path(f"{_ALL}accounts/", views.accounts, name="accounts"),
    path(f"{_ALL}accounts/<int:pk>/", views.account, name="account"),
    path(f"{_ALL}pools/<int:pk>/", views.pool, name="pool"),
    path("t/<slug:team_slug>/settlements/", views.settlements, name="settlements"),
]
