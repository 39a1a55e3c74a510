from django.urls import path

from portal.site.dev import mail_views, views

urlpatterns = [
    path("dev/components/", views.components, name="components"),
    path("dev/mail/", mail_views.mail_list, name="mail"),
    path("dev/mail/<str:key>/", mail_views.mail_read, name="mail_read"),
]
