-- AlterTable
ALTER TABLE "respondent" ADD COLUMN     "inspector" TEXT;

-- CreateTable
CREATE TABLE "lint_report" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "clip_set" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "lint_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lint_waiver" (
    "id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "clip_set" TEXT NOT NULL,
    "report_id" UUID,
    "at" TIMESTAMPTZ NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "lint_waiver_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "lint_report_version_id_clip_set_idx" ON "lint_report"("version_id", "clip_set");

-- CreateIndex
CREATE INDEX "lint_waiver_version_id_clip_set_idx" ON "lint_waiver"("version_id", "clip_set");

-- AddForeignKey
ALTER TABLE "lint_report" ADD CONSTRAINT "lint_report_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "study_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lint_waiver" ADD CONSTRAINT "lint_waiver_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "study_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lint_waiver" ADD CONSTRAINT "lint_waiver_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "lint_report"("id") ON DELETE CASCADE ON UPDATE CASCADE;
