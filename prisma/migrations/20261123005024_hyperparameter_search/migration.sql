-- CreateEnum
CREATE TYPE "TrialStatus" AS ENUM ('training', 'waiting', 'ended', 'failed');

-- AlterEnum
ALTER TYPE "JobKind" ADD VALUE 'search_models';

-- CreateTable
CREATE TABLE "search_trial" (
    "job_id" UUID NOT NULL,
    "trial" INTEGER NOT NULL,
    "status" "TrialStatus" NOT NULL DEFAULT 'training',
    "options" JSONB NOT NULL,
    "songs" TEXT NOT NULL,
    "epochs" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "file" TEXT,

    CONSTRAINT "search_trial_pkey" PRIMARY KEY ("job_id","trial")
);

-- CreateTable
CREATE TABLE "search_point" (
    "job_id" UUID NOT NULL,
    "trial" INTEGER NOT NULL,
    "epoch" INTEGER NOT NULL,
    "loss" DOUBLE PRECISION NOT NULL,
    "held_out" DOUBLE PRECISION,
    "seconds" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "search_point_pkey" PRIMARY KEY ("job_id","trial","epoch")
);

-- CreateIndex
CREATE INDEX "search_trial_file_idx" ON "search_trial"("file");

-- AddForeignKey
ALTER TABLE "search_trial" ADD CONSTRAINT "search_trial_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "search_point" ADD CONSTRAINT "search_point_job_id_trial_fkey" FOREIGN KEY ("job_id", "trial") REFERENCES "search_trial"("job_id", "trial") ON DELETE CASCADE ON UPDATE CASCADE;
