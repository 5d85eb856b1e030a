-- AlterTable
ALTER TABLE "source" ADD COLUMN     "choice" JSONB;

-- AlterTable
ALTER TABLE "clip" ADD COLUMN     "fingerprint" BYTEA;

-- The songs that each model was trained on, as its manifest lists them.
CREATE VIEW trained_song AS
SELECT m.id AS model_id, coalesce(t.song->>'id', '') AS identity, coalesce(t.song->>'hash', '') AS note_hash
FROM model m
CROSS JOIN LATERAL jsonb_array_elements(
  CASE jsonb_typeof(m.manifest->'data'->'songs') WHEN 'array' THEN m.manifest->'data'->'songs' ELSE '[]'::jsonb END
) AS t(song);

-- The pieces of those songs, by identity or by notes. Near-duplicates of a song are one piece with it.
CREATE VIEW seen_piece AS
SELECT t.model_id, s.piece_id FROM trained_song t JOIN song s ON s.identity = t.identity
UNION
SELECT t.model_id, s.piece_id FROM trained_song t JOIN song s ON s.note_hash = t.note_hash AND s.note_hash <> '';
