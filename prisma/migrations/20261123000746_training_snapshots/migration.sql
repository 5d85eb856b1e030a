-- CreateTable
CREATE TABLE "snapshot" (
    "job_id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,
    "file" TEXT NOT NULL,

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("job_id","epoch")
);

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
