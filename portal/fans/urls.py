"""Pages for everybody: no sign-in, nothing that anybody said in confidence."""

from django.urls import path

from portal.fans import partners, reporting, statement_check, views, voice_check, withdrawals
from portal.fans.listening import listen
from portal.fans.made import made
from portal.fans.made_notes import midi
from portal.fans.pictures import views as pictures
from portal.fans.play import browsing, experience, mine, progress
from portal.fans.roots import credentials_root

app_name = "fans"
urlpatterns = [
    path("play/", browsing.play, name="play"),
    path("country/", browsing.country, name="country"),
    path("play/<slug:slug>/", experience.experience, name="experience"),
    path("play/<slug:slug>/follow/", mine.follow_experience, name="follow_experience"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<uuid:pk>/", progress.making, name="making"),
    path("mine/<uuid:pk>/cancel/", progress.cancel, name="making_cancel"),
    path("mine/<uuid:pk>/delete/", progress.remove, name="making_remove"),
    path("mine/<uuid:pk>/show/", progress.show, name="making_show"),
    path("artists/", views.artists, name="artists"),
    path("artists/<slug:slug>/", views.artist, name="artist"),
    path("artists/<slug:slug>/follow/", mine.follow_artist, name="follow_artist"),
    path("og/play/<slug:slug>.png", pictures.of_experience, name="picture_of_experience"),
    path("og/made/<uuid:pk>.png", pictures.of_made, name="picture_of_made"),
    path("og/artists/<slug:slug>.png", pictures.of_artist, name="picture_of_artist"),
    path("tracks/<slug:key>/", views.track, name="track"),
    path("made/<uuid:pk>/", made, name="made"),
    path("made/<uuid:pk>/notes.mid", midi, name="made_midi"),
    path("made/credentials.pem", credentials_root, name="credentials_root"),
    path("listen/<str:token>/", listen, name="listen"),
    path("made/<uuid:pk>/report/", reporting.report, name="report"),
    path("claims/<str:token>/", reporting.claim, name="claim"),
    path("withdrawals/overdue/", withdrawals.overdue, name="overdue"),
    path("partners/", partners.partners, name="partners"),
    path("partners/<slug:slug>/", partners.partner, name="partner"),
    path("uses/", views.uses, name="uses"),
    path("uses/<slug:code>/", views.use, name="use"),
    path("voices/check/", voice_check.check_voice, name="check_voice"),
    path("statements/check/", statement_check.check_statement, name="check_statement"),
    path("about/rights/", views.rights, name="rights"),
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("favicon.ico", views.favicon, name="favicon"),
]
