from django.urls import path

from portal.site.account import views

urlpatterns = [path("theme/", views.set_theme, name="theme")]
