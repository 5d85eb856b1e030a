-- AlterEnum
ALTER TYPE "JobKind" ADD VALUE 'lint_study';
