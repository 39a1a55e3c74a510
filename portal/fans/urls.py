"""Pages for everybody: no sign-in, nothing that anybody said in confidence."""

from django.urls import path

from portal.fans import partners, reporting, statement_check, views, voice_check, withdrawals
from portal.fans.listening import listen
from portal.fans.made import made

app_name = "fans"
urlpatterns = [
    path("artists/", views.artists, name="artists"),
    path("artists/<slug:slug>/", views.artist, name="artist"),
    path("tracks/<slug:key>/", views.track, name="track"),
    path("made/<uuid:pk>/", made, name="made"),
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
