-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "SourceKind" AS ENUM ('generated', 'human', 'reported');

-- CreateEnum
CREATE TYPE "StudyStatus" AS ENUM ('draft', 'pilot', 'open', 'closed');

-- CreateEnum
CREATE TYPE "Linkage" AS ENUM ('full', 'none');

-- CreateEnum
CREATE TYPE "RespondentKind" AS ENUM ('real', 'pilot', 'preview', 'simulated', 'imported');

-- CreateEnum
CREATE TYPE "TrialType" AS ENUM ('rating', 'pair', 'abx', 'slider');

-- CreateEnum
CREATE TYPE "PlayEventKind" AS ENUM ('play', 'pause', 'seek', 'ended', 'hidden', 'visible', 'error');

-- CreateEnum
CREATE TYPE "JobKind" AS ENUM ('import_data', 'train_model', 'build_pool');

-- CreateEnum
CREATE TYPE "JobStatus" AS ENUM ('queued', 'running', 'done', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "data_set" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "licence" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "piece" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,

    CONSTRAINT "piece_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "song" (
    "id" UUID NOT NULL,
    "data_set_id" UUID NOT NULL,
    "piece_id" UUID NOT NULL,
    "identity" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "notes" TEXT NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "song_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refused_file" (
    "data_set_id" UUID NOT NULL,
    "file" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "refused_file_pkey" PRIMARY KEY ("data_set_id","file")
);

-- CreateTable
CREATE TABLE "model" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "architecture" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "manifest" JSONB NOT NULL,
    "file" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "SourceKind" NOT NULL,
    "model_id" UUID,
    "data_set_id" UUID,
    "settings" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "baseline" (
    "source_id" UUID NOT NULL,
    "baseline_id" UUID NOT NULL,

    CONSTRAINT "baseline_pkey" PRIMARY KEY ("source_id","baseline_id")
);

-- CreateTable
CREATE TABLE "clip" (
    "id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "piece_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "encoding" JSONB NOT NULL,
    "provenance" JSONB NOT NULL,
    "notes" TEXT,
    "audio" TEXT,
    "seconds" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "clip_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "study" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "status" "StudyStatus" NOT NULL DEFAULT 'draft',
    "linkage" "Linkage" NOT NULL DEFAULT 'full',
    "declared_respondents" INTEGER,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "study_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "study_version" (
    "id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "file" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "study_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "study_source" (
    "version_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "clips" INTEGER NOT NULL,

    CONSTRAINT "study_source_pkey" PRIMARY KEY ("version_id","source_id")
);

-- CreateTable
CREATE TABLE "respondent" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "kind" "RespondentKind" NOT NULL,
    "number" INTEGER NOT NULL,
    "token_hash" TEXT,
    "completion_code" TEXT NOT NULL,
    "consented_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ,
    "expires_at" TIMESTAMPTZ,

    CONSTRAINT "respondent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trial" (
    "id" UUID NOT NULL,
    "respondent_id" UUID NOT NULL,
    "type" "TrialType" NOT NULL,
    "position" INTEGER NOT NULL,
    "draw_probability" DOUBLE PRECISION NOT NULL,
    "skipped_at" TIMESTAMPTZ,
    "skip_reason" TEXT,

    CONSTRAINT "trial_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stimulus" (
    "id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "slot" INTEGER NOT NULL,
    "clip_id" UUID NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "stimulus_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "answer" (
    "id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "type" "TrialType" NOT NULL,
    "stimulus_id" UUID,
    "value" INTEGER NOT NULL,
    "comment" TEXT,
    "rt_ms" INTEGER,
    "received_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "play_event" (
    "id" BIGSERIAL NOT NULL,
    "stimulus_id" UUID NOT NULL,
    "kind" "PlayEventKind" NOT NULL,
    "at_ms" INTEGER NOT NULL,
    "clip_time" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "play_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "response" (
    "respondent_id" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "response_pkey" PRIMARY KEY ("respondent_id","question")
);

-- CreateTable
CREATE TABLE "exclusion" (
    "id" UUID NOT NULL,
    "respondent_id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "exclusion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unlinked_rating" (
    "id" BIGSERIAL NOT NULL,
    "version_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "clip_id" UUID,
    "value" INTEGER NOT NULL,

    CONSTRAINT "unlinked_rating_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" "JobKind" NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'queued',
    "input" JSONB NOT NULL,
    "worker" TEXT,
    "progress" JSONB,
    "result" JSONB,
    "error" TEXT,
    "created_at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB,

    CONSTRAINT "change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "data_set_name_key" ON "data_set"("name");

-- CreateIndex
CREATE UNIQUE INDEX "song_data_set_id_identity_key" ON "song"("data_set_id", "identity");

-- CreateIndex
CREATE UNIQUE INDEX "model_name_key" ON "model"("name");

-- CreateIndex
CREATE UNIQUE INDEX "source_name_key" ON "source"("name");

-- CreateIndex
CREATE UNIQUE INDEX "clip_source_id_name_key" ON "clip"("source_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "study_slug_key" ON "study"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "study_version_study_id_number_key" ON "study_version"("study_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "study_version_study_id_hash_key" ON "study_version"("study_id", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "study_source_version_id_position_key" ON "study_source"("version_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "respondent_token_hash_key" ON "respondent"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "respondent_completion_code_key" ON "respondent"("completion_code");

-- CreateIndex
CREATE UNIQUE INDEX "respondent_version_id_kind_number_key" ON "respondent"("version_id", "kind", "number");

-- CreateIndex
CREATE UNIQUE INDEX "trial_respondent_id_position_key" ON "trial"("respondent_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "trial_id_type_key" ON "trial"("id", "type");

-- CreateIndex
CREATE UNIQUE INDEX "stimulus_key_key" ON "stimulus"("key");

-- CreateIndex
CREATE INDEX "stimulus_clip_id_idx" ON "stimulus"("clip_id");

-- CreateIndex
CREATE UNIQUE INDEX "stimulus_trial_id_slot_key" ON "stimulus"("trial_id", "slot");

-- CreateIndex
CREATE UNIQUE INDEX "play_event_stimulus_id_at_ms_kind_key" ON "play_event"("stimulus_id", "at_ms", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "exclusion_respondent_id_rule_key" ON "exclusion"("respondent_id", "rule");

-- CreateIndex
CREATE INDEX "unlinked_rating_version_id_idx" ON "unlinked_rating"("version_id");

-- CreateIndex
CREATE INDEX "job_status_idx" ON "job"("status");

-- CreateIndex
CREATE INDEX "change_subject_idx" ON "change"("subject");

-- AddForeignKey
ALTER TABLE "song" ADD CONSTRAINT "song_data_set_id_fkey" FOREIGN KEY ("data_set_id") REFERENCES "data_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "song" ADD CONSTRAINT "song_piece_id_fkey" FOREIGN KEY ("piece_id") REFERENCES "piece"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refused_file" ADD CONSTRAINT "refused_file_data_set_id_fkey" FOREIGN KEY ("data_set_id") REFERENCES "data_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_data_set_id_fkey" FOREIGN KEY ("data_set_id") REFERENCES "data_set"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "baseline" ADD CONSTRAINT "baseline_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "baseline" ADD CONSTRAINT "baseline_baseline_id_fkey" FOREIGN KEY ("baseline_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clip" ADD CONSTRAINT "clip_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clip" ADD CONSTRAINT "clip_piece_id_fkey" FOREIGN KEY ("piece_id") REFERENCES "piece"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "study_version" ADD CONSTRAINT "study_version_study_id_fkey" FOREIGN KEY ("study_id") REFERENCES "study"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "study_source" ADD CONSTRAINT "study_source_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "study_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "study_source" ADD CONSTRAINT "study_source_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "respondent" ADD CONSTRAINT "respondent_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "study_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trial" ADD CONSTRAINT "trial_respondent_id_fkey" FOREIGN KEY ("respondent_id") REFERENCES "respondent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stimulus" ADD CONSTRAINT "stimulus_trial_id_fkey" FOREIGN KEY ("trial_id") REFERENCES "trial"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stimulus" ADD CONSTRAINT "stimulus_clip_id_fkey" FOREIGN KEY ("clip_id") REFERENCES "clip"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_trial_id_type_fkey" FOREIGN KEY ("trial_id", "type") REFERENCES "trial"("id", "type") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_stimulus_id_fkey" FOREIGN KEY ("stimulus_id") REFERENCES "stimulus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "play_event" ADD CONSTRAINT "play_event_stimulus_id_fkey" FOREIGN KEY ("stimulus_id") REFERENCES "stimulus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "response" ADD CONSTRAINT "response_respondent_id_fkey" FOREIGN KEY ("respondent_id") REFERENCES "respondent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exclusion" ADD CONSTRAINT "exclusion_respondent_id_fkey" FOREIGN KEY ("respondent_id") REFERENCES "respondent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unlinked_rating" ADD CONSTRAINT "unlinked_rating_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "study_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unlinked_rating" ADD CONSTRAINT "unlinked_rating_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unlinked_rating" ADD CONSTRAINT "unlinked_rating_clip_id_fkey" FOREIGN KEY ("clip_id") REFERENCES "clip"("id") ON DELETE SET NULL ON UPDATE CASCADE;
