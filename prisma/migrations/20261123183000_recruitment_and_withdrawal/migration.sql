-- AlterEnum
ALTER TYPE "PlayEventKind" ADD VALUE 'choose';

-- AlterTable
ALTER TABLE "play_event" ADD COLUMN     "value" INTEGER;

-- AlterTable
ALTER TABLE "respondent" ADD COLUMN     "withdrawn_at" TIMESTAMPTZ;

-- CreateTable
CREATE TABLE "recruit" (
    "respondent_id" UUID NOT NULL,
    "parameters" JSONB NOT NULL,
    "person" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "recruit_pkey" PRIMARY KEY ("respondent_id")
);

-- CreateTable
CREATE TABLE "refused_answer" (
    "id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "value" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "refused_answer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "recruit_person_idx" ON "recruit"("person");

-- CreateIndex
CREATE INDEX "refused_answer_trial_id_idx" ON "refused_answer"("trial_id");

-- AddForeignKey
ALTER TABLE "recruit" ADD CONSTRAINT "recruit_respondent_id_fkey" FOREIGN KEY ("respondent_id") REFERENCES "respondent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refused_answer" ADD CONSTRAINT "refused_answer_trial_id_fkey" FOREIGN KEY ("trial_id") REFERENCES "trial"("id") ON DELETE CASCADE ON UPDATE CASCADE;
