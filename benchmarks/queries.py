"""The statements that the floor runs."""

from consent.decisions.checks import QUERY

CHECK = QUERY

# What a page of the participation grid shows, in one statement: the fifty most played tracks of a team with the team's
# choices for each and for its songs, the standings, and how many tracks there are.
PARTICIPATION = """
WITH page AS (
    SELECT a.id, a.title, a.isrc, artist.name, h.team_id, count(*) OVER () AS tracks, a.plays
      FROM catalog_holding h
      JOIN catalog_asset a ON a.id = h.asset_id AND a.kind = 'recording'
      JOIN catalog_artist artist ON artist.id = a.artist_id
     WHERE h.team_id = %s
     ORDER BY a.plays DESC
     LIMIT 50
)
SELECT id, title, isrc, name, tracks,
       (SELECT json_agg(json_build_array(c.use, c.answer, c.version, c.partners, c.territories, c.until))
          FROM (SELECT page.id AS part
                 UNION ALL SELECT composition_id FROM catalog_embodiment WHERE recording_id = page.id) p
          JOIN choices_choice c ON c.asset_id = p.part AND c.team_id = page.team_id),
       (SELECT json_agg(json_build_array(s.use, s.answer, s.reasons))
          FROM choices_standing s WHERE s.asset_id = page.id)
  FROM page ORDER BY plays DESC
"""

# What a page of the inbox shows, in one statement: the forty requests that close first of those that wait for a team,
# with who asks, for what, how many have not answered, and how many wait, wait for others, or are put aside.
INBOX = """
WITH mine AS (
    SELECT r.id, r.title, r.uses, r.kind, r.deadline_at, r.opened_at, r.licence_id, r.version_id, r.partner_id,
           v.number, p.name AS partner, u.wakes_at, u.assignee_id,
           EXISTS (SELECT 1 FROM requests_vote t WHERE t.version_id = r.version_id AND t.team_id = u.team_id
                      AND NOT t.needs_second) AS voted
      FROM requests_voter u
      JOIN requests_request r ON r.id = u.request_id AND r.state = 'open' AND r.deadline_at > now()
      JOIN licences_version v ON v.id = r.version_id
      JOIN teams_team p ON p.id = r.partner_id
     WHERE u.team_id = %s
),
page AS (
    SELECT * FROM mine WHERE NOT voted AND (wakes_at IS NULL OR wakes_at <= now()) ORDER BY deadline_at, id LIMIT 40
)
SELECT page.*,
       (SELECT json_agg(json_build_array(x.name, x.kind, x.number))
          FROM (SELECT ar.name, a.kind, count(*) AS number FROM requests_requestedasset q
                  JOIN catalog_asset a ON a.id = q.asset_id LEFT JOIN catalog_artist ar ON ar.id = a.artist_id
                 WHERE q.request_id = page.id GROUP BY ar.name, a.kind) x),
       (SELECT count(*) FROM licences_party s WHERE s.licence_id = page.licence_id),
       (SELECT count(*) FROM mine WHERE NOT voted), (SELECT count(*) FROM mine WHERE voted),
       (SELECT count(*) FROM mine WHERE wakes_at > now())
  FROM page ORDER BY deadline_at, id
"""
