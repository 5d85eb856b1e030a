-- CreateTable
CREATE TABLE "checkpoint" (
    "job_id" UUID NOT NULL,
    "file" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "curve_point" (
    "job_id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,
    "loss" DOUBLE PRECISION NOT NULL,
    "held_out" DOUBLE PRECISION,
    "seconds" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "curve_point_pkey" PRIMARY KEY ("job_id","epoch")
);

-- AddForeignKey
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "curve_point" ADD CONSTRAINT "curve_point_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
