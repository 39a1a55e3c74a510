from django.urls import path

from portal.site.participation import answers, many, views

_TEAM = "t/<slug:team_slug>/"
_PAGE = f"{_TEAM}participation/"

urlpatterns = [
    path(_PAGE, views.participation, name="participation"),
    path(f"{_PAGE}answer/", answers.answer, name="answer"),
    path(f"{_PAGE}default/", answers.set_default, name="set_default"),
    path(f"{_PAGE}default/<slug:use>/review/", answers.review_default, name="review_default"),
    path(f"{_PAGE}pause/", answers.pause, name="pause"),
    path(f"{_PAGE}resume/", answers.resume, name="resume"),
    path(f"{_PAGE}many/", many.many, name="answer_many"),
    path(f"{_PAGE}uses/<slug:use>/", views.use_text, name="use_text"),
    path(f"{_PAGE}<uuid:asset>/", views.track, name="participation_track"),
    path(f"{_PAGE}<uuid:asset>/<slug:use>/review/", answers.review, name="review"),
    path(f"{_PAGE}<uuid:asset>/<slug:use>/limits/", answers.limits, name="limits"),
    path(f"{_TEAM}undo/", answers.undo, name="undo"),
    path(f"{_TEAM}undo/<uuid:batch>/", answers.undo, name="undo_batch"),
]
