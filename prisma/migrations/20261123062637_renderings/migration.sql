-- CreateTable
CREATE TABLE "rendering" (
    "key" TEXT NOT NULL,
    "notes" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "renderer" INTEGER NOT NULL,
    "instrument" TEXT NOT NULL,
    "audio" TEXT,
    "report" JSONB,
    "made_at" TIMESTAMPTZ,
    "error" TEXT,
    "worker" TEXT,
    "leased_until" TIMESTAMPTZ,
    "wanted_until" TIMESTAMPTZ,

    CONSTRAINT "rendering_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "rendering_wanted_until_idx" ON "rendering"("wanted_until");
