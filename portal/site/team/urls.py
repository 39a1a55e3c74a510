from django.urls import path

from portal.site.team import invitation, mandates, views

urlpatterns = [
    path("teams/new/", views.new_team, name="team_new"),
    path("invitations/<str:token>/", invitation.show, name="invitation"),
    path("t/<slug:team_slug>/team/", views.team, name="team"),
    path("t/<slug:team_slug>/team/rename/", views.rename, name="team_rename"),
    path("t/<slug:team_slug>/team/leave/", views.leave, name="team_leave"),
    path("t/<slug:team_slug>/team/invite/", views.invite, name="team_invite"),
    path("t/<slug:team_slug>/team/invitations/<int:pk>/again/", views.send_again, name="team_invitation_again"),
    path("t/<slug:team_slug>/team/invitations/<int:pk>/withdraw/", views.withdraw, name="team_invitation_withdraw"),
    path("t/<slug:team_slug>/team/members/<int:pk>/role/", views.role, name="team_role"),
    path("t/<slug:team_slug>/team/members/<int:pk>/remove/", views.remove, name="team_remove"),
    path("t/<slug:team_slug>/team/mandates/new/", mandates.give, name="mandate_new"),
    path("t/<slug:team_slug>/team/mandates/<int:pk>/take-back/", mandates.take_back, name="mandate_take_back"),
    path("t/<slug:team_slug>/team/mandates/<int:pk>/give-back/", mandates.give_back, name="mandate_give_back"),
]
