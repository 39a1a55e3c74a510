"""The address of everything."""

from django.urls import include, path

from portal.fans.views import landing

urlpatterns = [
    path("", landing, name="landing"),
    path("", include("portal.fans.urls")),
    path("", include("portal.wellknown.urls")),
    path("", include("portal.ops.urls")),
    path("", include("portal.api.urls")),  # before allauth, whose key set is part of ours
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    path("", include("portal.site.urls")),
]
