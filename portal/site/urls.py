"""The screens of people with a team, one small package per screen."""

from django.urls import include, path

app_name = "site"
urlpatterns = [
    path("", include("portal.site.home.urls")),
    path("", include("portal.site.account.urls")),
    path("", include("portal.site.participation.urls")),
    path("", include("portal.site.voice.urls")),
    path("", include("portal.site.deliveries.urls")),
    path("", include("portal.site.catalogue.urls")),
    path("", include("portal.site.team.urls")),
    path("", include("portal.site.identity.urls")),
    path("", include("portal.site.identities.urls")),
    path("", include("portal.site.clients.urls")),
    path("", include("portal.site.console.urls")),
    path("", include("portal.site.webhooks.urls")),
    path("", include("portal.site.dev.urls")),
    path("", include("portal.site.outbox.urls")),
    path("", include("portal.site.history.urls")),
    path("", include("portal.site.roster.urls")),
    path("", include("portal.site.notices.urls")),
    path("", include("portal.site.asking.urls")),
    path("", include("portal.site.rules.urls")),
    path("", include("portal.site.requests.urls")),
    path("", include("portal.site.licences.urls")),
    path("", include("portal.site.withdrawals.urls")),
    path("", include("portal.site.reports.urls")),
    path("", include("portal.site.invoices.urls")),
    path("", include("portal.site.statements.urls")),
    path("", include("portal.site.splits.urls")),
    path("", include("portal.site.accounts.urls")),
    path("", include("portal.site.payouts.urls")),
    path("", include("portal.site.earnings.urls")),
    path("", include("portal.site.second.urls")),
    path("", include("portal.site.claims.urls")),
    path("", include("portal.site.experiences.urls")),
]
