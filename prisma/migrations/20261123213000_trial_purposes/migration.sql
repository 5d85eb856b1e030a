-- CreateEnum
CREATE TYPE "TrialPurpose" AS ENUM ('main', 'practice', 'repeat');

-- AlterTable
ALTER TABLE "trial" ADD COLUMN     "purpose" "TrialPurpose" NOT NULL DEFAULT 'main';

-- Practice and repeated clips are no ratings that count.
CREATE OR REPLACE VIEW rating AS
SELECT a.id AS answer_id, v.study_id, v.id AS version_id,
       CASE r.kind WHEN 'imported' THEN 'real' ELSE r.kind::text END AS scope,
       r.id AS respondent_id, c.source_id, c.id AS clip_id, t.position, a.value, a.rt_ms
FROM answer a
JOIN trial t ON t.id = a.trial_id
JOIN stimulus s ON s.trial_id = t.id AND s.slot = 0
JOIN clip c ON c.id = s.clip_id
JOIN respondent r ON r.id = t.respondent_id
JOIN study_version v ON v.id = r.version_id
WHERE a.type = 'rating' AND t.purpose = 'main' AND r.kind <> 'preview'
UNION ALL
SELECT NULL, v.study_id, v.id, 'real', NULL, u.source_id, u.clip_id, NULL, u.value, NULL
FROM unlinked_rating u
JOIN study_version v ON v.id = u.version_id;
