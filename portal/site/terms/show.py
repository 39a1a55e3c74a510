"""Terms in words for a page: the table of one version, and what differs between two."""

from collections.abc import Sequence
from dataclasses import dataclass

from artists.teams.models import Team
from consent.licences import steps, wording
from consent.licences.models import Licence, Version
from consent.licences.terms import Terms
from consent.licences.wording import Change, Line, Names


@dataclass(frozen=True)
class Difference:
    """What changed from one version to another; `same` counts the terms that did not."""

    before: Version
    after: Version
    changes: tuple[Change, ...]
    same: int

    @property
    def better(self) -> int:
        """How many changes are better for the holders."""
        return sum(change.better is True for change in self.changes)

    @property
    def worse(self) -> int:
        """How many are worse for them."""
        return sum(change.better is False for change in self.changes)


def names_for(licence: Licence, *versions: Version) -> Names:
    """How the sides, artists and tracks of these versions are called: three queries, however many versions."""
    parts = [steps.names_of(licence, version.agreed) for version in versions[:1]]
    for version in versions[1:]:
        listed = version.agreed.catalogue
        known = {*parts[0].artists, *parts[0].assets}
        if {*listed.artists, *listed.assets, *listed.without_artists, *listed.without_assets} - known:
            parts.append(steps.names_of(licence, version.agreed))
    first = parts[0]
    return Names(
        first.partner,
        first.licensors,
        {key: name for part in parts for key, name in part.artists.items()},
        {key: name for part in parts for key, name in part.assets.items()},
    )


def names_of_terms(terms: Terms, partner: Team, licensors: Sequence[Team]) -> Names:
    """The same for terms that are no version yet."""
    return steps.names_for(terms, partner, licensors)


def table(version: Version, names: Names) -> list[Line]:
    """Every term as a line, for `site/terms/table.html`."""
    return wording.in_words(version.agreed, names)


def difference(before: Version, after: Version, names: Names) -> Difference:
    """What changed, for `site/terms/diff.html`."""
    old, new = table(before, names), table(after, names)
    changed = wording.changes(old, new)
    return Difference(before, after, tuple(changed), len(new) - sum(1 for change in changed if change.after))
