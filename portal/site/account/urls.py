from django.urls import path

from portal.site.account import acts, data, views

urlpatterns = [
    path("theme/", views.set_theme, name="theme"),
    path("account/", views.profile, name="profile"),
    path("account/data/", data.data, name="data"),
    path("account/data/file/", data.file, name="data_file"),
    path("account/confirm/", views.confirm_by_code, name="confirm_by_code"),
    path("account/go-on/<str:key>/", acts.go_on, name="go_on"),
]
