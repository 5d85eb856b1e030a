-- What Prisma's schema cannot say.

-- The value of an answer fits its type.
ALTER TABLE answer ADD CONSTRAINT answer_value_fits_type CHECK (
  CASE type
    WHEN 'rating' THEN value BETWEEN 1 AND 5
    WHEN 'pair' THEN value BETWEEN 0 AND 1
    WHEN 'abx' THEN value BETWEEN 0 AND 1
    WHEN 'slider' THEN value BETWEEN 0 AND 100
  END
);
ALTER TABLE answer ADD CONSTRAINT answer_comment_length CHECK (length(comment) <= 500);
ALTER TABLE unlinked_rating ADD CONSTRAINT unlinked_rating_value CHECK (value BETWEEN 1 AND 5);
ALTER TABLE trial ADD CONSTRAINT trial_draw_probability CHECK (draw_probability > 0 AND draw_probability <= 1);
ALTER TABLE source ADD CONSTRAINT source_has_its_origin CHECK (
  CASE kind
    WHEN 'generated' THEN model_id IS NOT NULL AND data_set_id IS NULL
    WHEN 'human' THEN model_id IS NULL
    WHEN 'reported' THEN model_id IS NULL AND data_set_id IS NULL
  END
);

-- One answer a trial, or one a stimulus where a trial has several.
CREATE UNIQUE INDEX answer_once ON answer (trial_id, stimulus_id) NULLS NOT DISTINCT;

-- An answer's stimulus belongs to the answer's trial.
CREATE UNIQUE INDEX stimulus_of_trial ON stimulus (id, trial_id);
ALTER TABLE answer ADD CONSTRAINT answer_stimulus_of_trial
  FOREIGN KEY (stimulus_id, trial_id) REFERENCES stimulus (id, trial_id) ON DELETE CASCADE;

-- One row a rating that counts. Previews never count, imported ratings are real people's.
CREATE VIEW rating AS
SELECT a.id AS answer_id, v.study_id, v.id AS version_id,
       CASE r.kind WHEN 'imported' THEN 'real' ELSE r.kind::text END AS scope,
       r.id AS respondent_id, c.source_id, c.id AS clip_id, t.position, a.value, a.rt_ms
FROM answer a
JOIN trial t ON t.id = a.trial_id
JOIN stimulus s ON s.trial_id = t.id AND s.slot = 0
JOIN clip c ON c.id = s.clip_id
JOIN respondent r ON r.id = t.respondent_id
JOIN study_version v ON v.id = r.version_id
WHERE a.type = 'rating' AND r.kind <> 'preview'
UNION ALL
SELECT NULL, v.study_id, v.id, 'real', NULL, u.source_id, u.clip_id, NULL, u.value, NULL
FROM unlinked_rating u
JOIN study_version v ON v.id = u.version_id;

-- Histogram, mean, variance (n - 1) and the probability of being perceived as natural (rated 1 or 2): of all answers,
-- and of the decided ones (without 3). A denominator of 0 gives NULL.
CREATE VIEW source_statistics AS
SELECT study_id, scope, source_id,
       count(DISTINCT respondent_id)::int AS respondents,
       (count(*) FILTER (WHERE value = 1))::int AS n1,
       (count(*) FILTER (WHERE value = 2))::int AS n2,
       (count(*) FILTER (WHERE value = 3))::int AS n3,
       (count(*) FILTER (WHERE value = 4))::int AS n4,
       (count(*) FILTER (WHERE value = 5))::int AS n5,
       count(*)::int AS n,
       avg(value)::float8 AS mean,
       var_samp(value)::float8 AS variance,
       avg((value <= 2)::int)::float8 AS natural_all,
       (avg((value <= 2)::int) FILTER (WHERE value <> 3))::float8 AS natural_decided
FROM rating
GROUP BY study_id, scope, source_id;

CREATE VIEW clip_statistics AS
SELECT study_id, scope, source_id, clip_id,
       count(DISTINCT respondent_id)::int AS respondents,
       (count(*) FILTER (WHERE value = 1))::int AS n1,
       (count(*) FILTER (WHERE value = 2))::int AS n2,
       (count(*) FILTER (WHERE value = 3))::int AS n3,
       (count(*) FILTER (WHERE value = 4))::int AS n4,
       (count(*) FILTER (WHERE value = 5))::int AS n5,
       count(*)::int AS n,
       avg(value)::float8 AS mean,
       var_samp(value)::float8 AS variance,
       avg((value <= 2)::int)::float8 AS natural_all,
       (avg((value <= 2)::int) FILTER (WHERE value <> 3))::float8 AS natural_decided
FROM rating
WHERE clip_id IS NOT NULL
GROUP BY study_id, scope, source_id, clip_id;
