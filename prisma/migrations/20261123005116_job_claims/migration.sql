-- AlterTable
ALTER TABLE "job" ADD COLUMN     "claim" UUID;
