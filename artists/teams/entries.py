"""The acts of this room, as the journal knows them."""

from artists.journal.types import register

TEAM_CREATED = register("team.created", "Started the team", area="team")
TEAM_RENAMED = register("team.renamed", "Renamed the team", area="team")
INVITED = register("invitation.made", "Invited somebody", area="team")
INVITED_AGAIN = register("invitation.renewed", "Sent an invitation again", area="team")
INVITATION_REVOKED = register("invitation.revoked", "Withdrew an invitation", area="team")
MEMBER_JOINED = register("member.joined", "Joined the team", area="team")
ROLE_CHANGED = register("member.role_changed", "Changed a role", area="team")
MEMBER_REMOVED = register("member.removed", "Removed a member", area="team")
MEMBER_LEFT = register("member.left", "Left the team", area="team")
MANDATE_GIVEN = register("mandate.given", "Gave a mandate", area="team")
MANDATE_REVOKED = register("mandate.revoked", "Took a mandate back", area="team")
MANDATE_RETURNED = register("mandate.returned", "Gave a mandate back", area="team")
CLIENT_MADE = register("client.made", "Made an API client", area="machines")
CLIENT_SECRET_CHANGED = register("client.secret_changed", "Gave an API client a new secret", area="machines")
CLIENT_KEY_ADDED = register("client.key_added", "Gave an API client a key", area="machines")
CLIENT_KEY_REMOVED = register("client.key_removed", "Removed a key of an API client", area="machines")
CLIENT_REVOKED = register("client.revoked", "Revoked an API client", area="machines")
