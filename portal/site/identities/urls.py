from django.urls import path

from portal.site.identities import rights, views

_PAGE = "t/<slug:team_slug>/identities/"
_RIGHTS = "t/<slug:team_slug>/rights/"

urlpatterns = [
    path(_PAGE, views.queue, name="identities"),
    path(f"{_PAGE}<int:pk>/", views.compare, name="identification"),
    path(f"{_PAGE}<int:pk>/link/", views.linked, name="identification_link"),
    path(f"{_PAGE}<int:pk>/refuse/", views.refused, name="identification_refuse"),
    path(f"{_PAGE}<int:pk>/undo/", views.undone, name="identification_undo"),
    path(_RIGHTS, rights.look_up, name="rights"),
    path(f"{_RIGHTS}artists/<slug:artist>/", rights.take, name="rights_artist"),
    path(f"{_RIGHTS}<uuid:asset>/<int:holding>/", rights.withdraw, name="rights_withdraw"),
]
