from django.urls import path

from portal.site.experiences import acting, keeping_out, narrowing, outputs, views

_ALL = "t/<slug:team_slug>/experiences/"
_ONE = f"{_ALL}<uuid:pk>/"
_MADE = f"{_ONE}made/<uuid:making>/"

urlpatterns = [
    path(_ALL, views.experiences, name="experiences"),
    path(f"{_ALL}words/", keeping_out.words, name="experience_words"),
    path(f"{_ALL}words/<int:word>/remove/", keeping_out.remove, name="experience_word_remove"),
    path(f"{_ALL}bans/", keeping_out.bans, name="experience_bans"),
    path(f"{_ALL}bans/<int:ban>/lift/", keeping_out.lift, name="experience_ban_lift"),
    path(_ONE, views.experience, name="experience"),
    path(f"{_ONE}pause/", acting.pause, name="experience_pause"),
    path(f"{_ONE}resume/", acting.resume, name="experience_resume"),
    path(f"{_ONE}end/", acting.end, name="experience_end"),
    path(f"{_ONE}narrow/", narrowing.narrow, name="experience_narrow"),
    path(f"{_MADE}feature/", outputs.feature, name="experience_feature"),
    path(f"{_MADE}down/", outputs.down, name="experience_down"),
    path(f"{_MADE}ban/", outputs.ban, name="experience_ban"),
]
