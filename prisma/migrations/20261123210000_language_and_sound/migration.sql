-- AlterTable
ALTER TABLE "respondent" ADD COLUMN     "language" TEXT,
ADD COLUMN     "device" JSONB,
ADD COLUMN     "sound" JSONB;

-- AlterTable
ALTER TABLE "answer" ADD COLUMN     "recognised" BOOLEAN,
ADD COLUMN     "tags" TEXT[];

-- CreateTable
CREATE TABLE "replaced_clip" (
    "key" TEXT NOT NULL,
    "trial_id" UUID NOT NULL,
    "clip_id" UUID NOT NULL,
    "replaced_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "replaced_clip_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "replaced_clip_trial_id_idx" ON "replaced_clip"("trial_id");

-- CreateIndex
CREATE INDEX "replaced_clip_clip_id_idx" ON "replaced_clip"("clip_id");

-- AddForeignKey
ALTER TABLE "replaced_clip" ADD CONSTRAINT "replaced_clip_trial_id_fkey" FOREIGN KEY ("trial_id") REFERENCES "trial"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "replaced_clip" ADD CONSTRAINT "replaced_clip_clip_id_fkey" FOREIGN KEY ("clip_id") REFERENCES "clip"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
