from django.urls import path

from portal.site.deliveries import views

_PAGE = "t/<slug:team_slug>/catalogue/import/"

urlpatterns = [
    path(_PAGE, views.uploads, name="import"),
    path(f"{_PAGE}template.csv", views.template, name="import_template"),
    path(f"{_PAGE}<uuid:pk>/", views.delivery, name="delivery"),
    path(f"{_PAGE}<uuid:pk>/confirm/", views.confirm, name="delivery_confirm"),
    path(f"{_PAGE}<uuid:pk>/discard/", views.discard, name="delivery_discard"),
    path(f"{_PAGE}<uuid:pk>/refused.csv", views.refused, name="delivery_refused"),
]
