"""Which terms an experience goes by at this moment."""

from consent.experiences.models import Experience
from consent.experiences.states import State
from consent.licences.terms import Terms


def terms_of(experience: Experience) -> Terms:
    """The draft; while it is asked for the round on the table; afterwards the version of its licence in force.

    Reads `request.version` and `licence.in_force`: whoever lists many selects them with the row.
    """
    licence, request = experience.licence, experience.request
    if experience.state == State.IN_REVIEW and request is not None:
        return request.version.agreed
    if experience.approved_at is not None and licence is not None and licence.in_force is not None:
        return licence.in_force.agreed
    return Terms.from_data(experience.draft or {})
