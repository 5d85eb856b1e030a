-- AlterTable
ALTER TABLE "respondent" ADD COLUMN     "order_row" INTEGER;
