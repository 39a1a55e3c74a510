"""Every kind of act has its own sentence."""

from artists.journal import types
from portal.site.history.sentences import PRESENTERS


def test_every_registered_type_of_entry_has_a_presenter() -> None:
    assert sorted(set(types.registered()) - set(PRESENTERS)) == []


def test_no_presenter_is_left_of_a_type_that_is_gone() -> None:
    assert sorted(set(PRESENTERS) - set(types.registered())) == []
