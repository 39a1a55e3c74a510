from django.urls import path, register_converter

from portal.site.requests import answering, changing, files, talking, views


class RequestNumber:
    """`R-2148`, as people and letters write it; the bare number does too."""

    regex = "(?:[Rr]-)?[0-9]{1,12}"

    def to_python(self, value: str) -> int:
        """The request's number."""
        return int(value.rpartition("-")[2])

    def to_url(self, value: object) -> str:
        """As letters write it."""
        return f"R-{int(str(value)):04d}"


register_converter(RequestNumber, "request_number")
_ALL = "t/<slug:team_slug>/requests/"
_ONE = f"{_ALL}<request_number:number>/"

urlpatterns = [
    path(_ALL, views.inbox_page, name="requests"),
    path(f"{_ALL}answers/", answering.many, name="request_answers"),
    path(_ONE, views.request_page, name="request"),
    path(f"{_ONE}answer/", answering.answer, name="request_answer"),
    path(f"{_ONE}counter/", changing.counter, name="request_counter"),
    path(f"{_ONE}again/", changing.again, name="request_again"),
    path(f"{_ONE}withdraw/", answering.withdraw, name="request_withdraw"),
    path(f"{_ONE}invite/", answering.invite, name="request_invite"),
    path(f"{_ONE}show/", answering.show, name="request_show"),
    path(f"{_ONE}assign/", talking.assign, name="request_assign"),
    path(f"{_ONE}snooze/", talking.snooze, name="request_snooze"),
    path(f"{_ONE}wake/", talking.wake, name="request_wake"),
    path(f"{_ONE}posts/", talking.post, name="request_post"),
    path(f"{_ONE}clips/", talking.clip, name="request_clip"),
    path(f"{_ONE}files/<int:pk>/", files.download, name="request_file"),
]
