-- CreateEnum
CREATE TYPE "FileOutcome" AS ENUM ('song', 'duplicate', 'refused');

-- AlterEnum
ALTER TYPE "JobKind" ADD VALUE 'check_originality';

-- AlterTable
ALTER TABLE "data_set" ADD COLUMN     "citation" TEXT,
ADD COLUMN     "origin" TEXT[],
ADD COLUMN     "reading" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "summary" JSONB;

-- AlterTable
ALTER TABLE "song" ADD COLUMN     "content" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "duplicate_group" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "features" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "files" TEXT[],
ADD COLUMN     "fingerprint" BYTEA NOT NULL DEFAULT '\x',
ADD COLUMN     "format" TEXT NOT NULL DEFAULT 'midi',
ADD COLUMN     "measured" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "note_hash" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "warnings" TEXT[];

-- Songs of before keep their name and notes and are measured again at the next start.
UPDATE "song" SET "files" = ARRAY["file"], "duplicate_group" = "identity",
"format" = CASE WHEN "file" ILIKE '%.npz' THEN 'lpd5' ELSE 'midi' END;

ALTER TABLE "song" DROP COLUMN "facts",
DROP COLUMN "file";

-- CreateTable
CREATE TABLE "imported_file" (
    "import_id" UUID NOT NULL,
    "file" TEXT NOT NULL,
    "outcome" "FileOutcome" NOT NULL,
    "identity" TEXT,
    "content" TEXT,
    "reason" TEXT,
    "song" JSONB,
    "fingerprint" BYTEA,

    CONSTRAINT "imported_file_pkey" PRIMARY KEY ("import_id","file")
);

-- CreateTable
CREATE TABLE "split" (
    "data_set_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "parts" JSONB NOT NULL,

    CONSTRAINT "split_pkey" PRIMARY KEY ("data_set_id","name")
);

-- CreateTable
CREATE TABLE "passage_index" (
    "data_set_id" UUID NOT NULL,
    "treatment" TEXT NOT NULL,
    "songs" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "baseline" JSONB NOT NULL,

    CONSTRAINT "passage_index_pkey" PRIMARY KEY ("data_set_id","treatment")
);

-- CreateTable
CREATE TABLE "originality_check" (
    "data_set_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "report" JSONB NOT NULL,

    CONSTRAINT "originality_check_pkey" PRIMARY KEY ("data_set_id","source_id")
);

-- CreateIndex
CREATE INDEX "song_data_set_id_duplicate_group_idx" ON "song"("data_set_id", "duplicate_group");

-- CreateIndex
CREATE INDEX "song_identity_idx" ON "song"("identity");

-- CreateIndex
CREATE INDEX "song_piece_id_idx" ON "song"("piece_id");

-- AddForeignKey
ALTER TABLE "split" ADD CONSTRAINT "split_data_set_id_fkey" FOREIGN KEY ("data_set_id") REFERENCES "data_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passage_index" ADD CONSTRAINT "passage_index_data_set_id_fkey" FOREIGN KEY ("data_set_id") REFERENCES "data_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "originality_check" ADD CONSTRAINT "originality_check_data_set_id_fkey" FOREIGN KEY ("data_set_id") REFERENCES "data_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "originality_check" ADD CONSTRAINT "originality_check_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
