-- DropForeignKey
ALTER TABLE "source" DROP CONSTRAINT "source_model_id_fkey";

-- DropIndex
DROP INDEX "model_name_key";

-- CreateIndex
CREATE INDEX "model_file_idx" ON "model"("file");

-- CreateIndex
CREATE UNIQUE INDEX "model_name_version_key" ON "model"("name", "version");

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
