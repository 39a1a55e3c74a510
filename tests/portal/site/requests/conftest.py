import pytest

from tests.cast import Cast
from tests.portal.site.requests.world import Asked, asked


@pytest.fixture
def world(cast: Cast) -> Asked:
    """A request to three holders of one track."""
    return asked(cast)
