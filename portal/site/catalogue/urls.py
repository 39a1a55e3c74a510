from django.urls import path

from portal.site.catalogue import sound, views

_PAGE = "t/<slug:team_slug>/catalogue/"

urlpatterns = [
    path(_PAGE, views.catalogue, name="catalogue"),
    path(f"{_PAGE}artists/new/", views.new_artist, name="new_artist"),
    path(f"{_PAGE}artists/<slug:artist>/personal/", views.new_personal, name="new_personal"),
    path(f"{_PAGE}tracks/new/", views.new_track, name="new_track"),
    path(f"{_PAGE}songs/new/", views.new_song, name="new_song"),
    path(f"{_PAGE}releases/new/", views.new_release, name="new_release"),
    path(f"{_PAGE}<uuid:asset>/", views.asset, name="asset"),
    path(f"{_PAGE}<uuid:asset>/sound/", sound.sound, name="sound"),
    path(f"{_PAGE}<uuid:asset>/sound/remove/", sound.remove_sound, name="sound_remove"),
    path(f"{_PAGE}<uuid:asset>/holders/new/", views.new_holder, name="new_holder"),
    path(f"{_PAGE}<uuid:asset>/holders/give-up/", views.give_up, name="give_up"),
]
