import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { isNativeInstalled } from './scripts/native/installed.mjs'

/** What the tests of models that compute are run on once more, where it is installed. */
const native: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'native',
    include: ['packages/models/**/*.test.ts'],
    // These choose backends themselves.
    exclude: ['**/node_modules/**', '**/{backend*,native-package,lstm-generation}.test.ts'],
    provide: { backend: 'native' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}

/**
 * Unit tests touch no service; database tests share one PostgreSQL server, with a database for each file; browser tests
 * drive the built survey in Chromium.
 */
export default defineConfig({
  test: {
    // A zone with odd minutes, so that a mistake with local time cannot pass by luck.
    env: { TZ: 'Asia/Kathmandu' },
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/{random,music,features,originality,song-files,models,audio,statistics,contract,storage,leaks}/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          provide: { backend: 'wasm' },
        },
      },
      ...(isNativeInstalled() ? [native] : []),
      {
        extends: true,
        test: {
          name: 'database',
          include: [
            'packages/{database,jobs,data-sets,study,workshop}/**/*.test.ts',
            'packages/leaks/rows/**/*.test.ts',
            'apps/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/.next/**', 'apps/*/browser/**'],
          globalSetup: 'packages/database/test-server.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['apps/*/browser/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          // A browser needs the machine for itself, or its times mean nothing.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
