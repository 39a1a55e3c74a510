"""Where machines look for what they may do, and where people see the same."""

from django.urls import path

from portal.wellknown import pages, views

app_name = "wellknown"
urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("rsl.xml", views.site_rsl, name="rsl"),
    path(".well-known/tdmrep.json", views.tdmrep, name="tdmrep"),
    path(".well-known/rsl-media.xml", views.site_rsl_media, name="rsl_media"),
    path("artists/<slug:slug>/rsl.xml", views.artist_rsl, name="artist_rsl"),
    path("artists/<slug:slug>/tdm-policy.json", views.artist_policy, name="artist_policy"),
    path("artists/<slug:slug>/rsl-media.xml", views.artist_rsl_media, name="artist_rsl_media"),
    path("tracks/<slug:key>/rsl.xml", views.track_rsl, name="track_rsl"),
    path("tracks/<slug:key>/cawg.json", views.track_cawg, name="track_cawg"),
    path("tracks/<slug:key>/tdmai.json", views.track_tdmai, name="track_tdmai"),
    path("signals/", pages.site, name="signals"),
    path("artists/<slug:slug>/signals/", pages.artist, name="artist_signals"),
    path("tracks/<slug:key>/signals/", pages.track, name="track_signals"),
]
