/** Rules for all sources. What a rule of ours is for stands in its message. */
import js from '@eslint/js'
import next from '@next/eslint-plugin-next'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import react from 'eslint-plugin-react'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const tests = ['**/*.test.{ts,tsx}', 'packages/*/test-*.ts', 'apps/*/browser/**']
/** Programs for developers that lie in the package whose work they do. */
const programs = [
  'packages/database/new-migration.ts',
  'packages/originality/evaluate*.ts',
  'packages/originality/song-folder.ts',
]
const pure = [
  'packages/{music,features,originality,statistics,random}/**/*.ts',
  'packages/leaks/{finding,grouped,secret,clip-traits,fade,mp3-file,equal*,needles*,response-time,facts-*,spectrum,informative}.ts',
  '**/rules.ts',
]
const survey = ['apps/survey/**/*.{ts,tsx}']

const environment = [
  'MemberExpression[object.name="process"][property.name="env"]',
  'MemberExpression[object.name="process"][property.value="env"]',
  'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
  'ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name="env"]',
].map((selector) => ({
  selector,
  message: "Only an app's env.ts reads the environment; everything else is given its settings.",
}))

const chance = {
  selector: 'MemberExpression[object.name="Math"][property.name="random"]',
  message: "Chance is an argument: take a Random of '@earshot/random/random'.",
}

const clock = [
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="Date"][property.name="now"]',
  'MemberExpression[object.name="performance"][property.name="now"]',
].map((selector) => ({ selector, message: 'Pure code reads no clock: take the time as an argument.' }))

const inputAndOutput = {
  group: [
    'node:*',
    '!node:crypto',
    '!node:buffer',
    '!node:util',
    '!node:zlib',
    'fs',
    'fs/*',
    'http',
    'net',
    'child_process',
  ],
  message: 'Pure code reads and writes nothing: take bytes and give bytes back.',
}

// A later list takes the place of an earlier one, so each names all that it forbids.
const forbid = (...restrictions) => ({ 'no-restricted-syntax': ['error', ...restrictions] })

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/.next/',
    '**/next-env.d.ts',
    'packages/database/generated/',
    '.earshot/',
    'content/',
    'bench/peers/',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'performance',
          'setTimeout',
          'clearTimeout',
          'fetch',
          'URL',
          'AbortSignal',
          'AbortController',
          'Buffer',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...forbid(...environment, chance),
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // It forbids asking whether list[i] exists, since the types say that it always does.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: survey,
    extends: [
      react.configs.flat.recommended,
      react.configs.flat['jsx-runtime'],
      reactHooks.configs.flat.recommended,
      jsxA11y.flatConfigs.strict,
      next.configs.recommended,
      next.configs['core-web-vitals'],
    ],
    settings: { react: { version: '19' }, next: { rootDir: 'apps/survey' } },
    rules: {
      'react/prop-types': 'off',
      // A chart is drawn on a canvas that says in words what it shows.
      'jsx-a11y/no-interactive-element-to-noninteractive-role': ['error', { canvas: ['img'] }],
    },
  },
  { files: ['packages/**/*.ts'], ignores: programs, rules: { 'no-console': 'error' } },
  {
    files: pure,
    ignores: programs,
    rules: {
      ...forbid(...environment, chance, ...clock),
      'no-restricted-imports': ['error', { patterns: [inputAndOutput] }],
    },
  },
  { files: ['{apps/*,bench}/env.ts'], rules: forbid(chance) },
  { files: tests, rules: { 'no-restricted-syntax': 'off', 'no-restricted-imports': 'off' } },
  {
    // Root configuration belongs to no program of TypeScript's.
    files: ['*.config.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
)
