"""What every model promises, found by looking at all of them."""

import pytest
from django.apps import apps
from django.db import models

from artists.accounts.models import User
from portal.ops.privacy import FIELDS, Sort

OURS = ("artists", "consent", "portal")
MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]


def label_of(model: type[models.Model]) -> str:
    """The model's name, as `app.Model`."""
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=label_of)
def test_a_model_says_what_it_is_and_how_its_rows_are_called(model: type[models.Model]) -> None:
    assert model.__str__ is not models.Model.__str__
    said = vars(model).get("__doc__") or ""
    assert said
    assert not said.startswith(f"{model.__name__}("), "Django writes this docstring where we did not"


@pytest.mark.parametrize("model", MODELS, ids=label_of)
def test_whoever_did_something_did_it_at_a_time(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    assert {name for name in names if name.endswith("_by") and name[:-3] + "_at" not in names} - WITHOUT_A_TIME == set()


WITHOUT_A_TIME = {"delivered_by", "embodied_by"}  # a team and a relation, not a person who acted


@pytest.mark.parametrize("model", MODELS, ids=label_of)
def test_every_field_is_sorted_for_privacy(model: type[models.Model]) -> None:
    fields = {field.name for field in model._meta.local_concrete_fields}
    assert fields == set(FIELDS.get(label_of(model), {}))


def test_the_privacy_table_speaks_of_no_model_that_is_gone() -> None:
    assert set(FIELDS) == {label_of(model) for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=label_of)
def test_whatever_points_to_a_person_is_sorted_as_personal(model: type[models.Model]) -> None:
    pointing = [field.name for field in model._meta.local_concrete_fields if field.related_model is User]
    assert {name for name in pointing if FIELDS[label_of(model)][name] is not Sort.PERSON} == set()


@pytest.mark.parametrize("model", MODELS, ids=label_of)
def test_a_moment_is_called_by_what_happened_then(model: type[models.Model]) -> None:
    """`_at` for moments, so that nobody takes a date for one."""
    moments = [f.name for f in model._meta.local_concrete_fields if isinstance(f, models.DateTimeField)]
    assert {name for name in moments if not name.endswith("_at")} - {"at", "until", "last_login"} == set()
