from django.urls import path

from portal.site.dev import views

urlpatterns = [path("dev/components/", views.components, name="components")]
