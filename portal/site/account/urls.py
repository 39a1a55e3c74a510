from django.urls import path

from portal.site.account import acts, views

urlpatterns = [
    path("theme/", views.set_theme, name="theme"),
    path("account/", views.profile, name="profile"),
    path("account/confirm/", views.confirm_by_code, name="confirm_by_code"),
    path("account/go-on/<str:key>/", acts.go_on, name="go_on"),
]
