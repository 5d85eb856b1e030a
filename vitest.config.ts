import { defineConfig } from 'vitest/config'

/** Unit tests touch no service; database tests share one PostgreSQL server, with a database for each worker. */
export default defineConfig({
  test: {
    // A zone with odd minutes, so that a mistake with local time cannot pass by luck.
    env: { TZ: 'Asia/Kathmandu' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/{random,music,models,audio,statistics,contract,storage}/**/*.test.ts', 'scripts/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['packages/{database,study,workshop}/**/*.test.ts', 'apps/**/*.test.ts'],
          globalSetup: 'packages/database/test-server.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
