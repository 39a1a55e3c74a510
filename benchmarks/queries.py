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
