from django.urls import path

from portal.site.rules import views

_PAGE = "t/<slug:team_slug>/rules/"

urlpatterns = [
    path(_PAGE, views.show, name="rules"),
    path(f"{_PAGE}new/", views.new, name="rule_new"),
    path(f"{_PAGE}try/", views.try_draft, name="rule_try"),
    path(f"{_PAGE}<int:pk>/", views.edit, name="rule_edit"),
    path(f"{_PAGE}<int:pk>/move/", views.move, name="rule_move"),
    path(f"{_PAGE}<int:pk>/pause/", views.pause, name="rule_pause"),
    path(f"{_PAGE}<int:pk>/remove/", views.remove, name="rule_remove"),
    path(f"{_PAGE}<int:pk>/again/", views.again, name="rule_again"),
]
