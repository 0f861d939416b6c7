/** Who may import whom (docs/architecture.md shows the picture). Each rule says what to do instead. */
const stage = (name, allowed, comment) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment,
  from: { path: `^src/${name}/` },
  to: { path: '^(?:src|workers|bench)/', pathNot: `^src/(?:${[name, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'Move what both need into the lower of the two, or into domain.', from: {}, to: { circular: true } },
    { name: 'no-orphan-packages', severity: 'error', comment: 'Add the package to package.json, or use one that is there.', from: { path: '^(?:src|workers|bench)/' }, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], couldNotResolve: true, pathNot: '^pdfjs-dist/types/' } },
    { name: 'no-dev-packages', severity: 'error', comment: 'The shipped program has no development packages: move it to `dependencies` or to test/.', from: { path: '^(?:src|workers)/' }, to: { dependencyTypes: ['npm-dev'] } },
    stage('domain', [], 'Domain knows nobody. Pass what it needs as a parameter, or move the code to the stage that uses it.'),
    stage('language', ['domain'], 'Words and stems serve every stage and know none of them.'),
    stage('rules', ['domain', 'language'], 'Rules are text made into data; who applies them stands in understand, score and decide.'),
    stage('documents', ['domain'], 'Reading makes text of bytes. What the text means belongs into understand.'),
    stage('understand', ['domain', 'language', 'rules'], 'No stage calls forward: return it in Understanding and let score or decide use it.'),
    stage('score', ['domain', 'language', 'rules', 'understand'], 'Score reads Understanding; deciding and doing come later in the pipeline.'),
    stage('decide', ['domain', 'rules', 'understand', 'score'], 'Decide makes a plan as data. Effects belong into workers/act and the outbox.'),
    stage('pipeline', ['domain', 'language', 'rules', 'understand', 'score', 'decide'], 'The pipeline is pure: reading and storing are done by whoever calls it.'),
    stage('tuning', ['domain', 'language', 'rules', 'understand', 'score', 'pipeline'], 'Tuning proposes as data: reading verdicts and writing files is done by whoever calls it.'),
    stage('mailbox', ['domain'], 'Say what you need of a store as an interface here; src/app connects them.'),
    stage('access', ['domain'], 'Say what you need of a store as an interface here; src/app connects them.'),
    stage('outbox', ['domain'], 'Say what you need as an interface here; src/app connects them.'),
    stage('store', ['domain'], 'The store keeps domain types; meaning is made before and shown after.'),
    stage('queue', ['domain'], 'The queue carries ids.'),
    stage('review', ['domain', 'pipeline'], 'Pages say what they need as interfaces (src/review/interfaces.ts); src/app/web.ts connects them.'),
    {
      name: 'workers-imports',
      severity: 'error',
      comment: 'Workers are thin and know interfaces (workers/interfaces.ts); src/app hands the real parts in. Only the reading thread knows documents.',
      from: { path: '^workers/', pathNot: '^workers/read-thread\\.ts$' },
      to: { path: '^(?:src|bench)/', pathNot: '^src/(?:domain|pipeline)/' },
    },
    { name: 'app-imports', severity: 'error', comment: 'The command line uses the app, not the other way round.', from: { path: '^src/app/' }, to: { path: '^(?:src/cli|bench)/' } },
    { name: 'cli-starts-light', severity: 'error', comment: "Import it inside the command's action (`const { x } = await import(…)`), or only its types: `triage --help` must not load the whole program. What an action does may stand in a file `…-run.ts` that is imported so.", from: { path: '^src/cli/', pathNot: '-run\\.ts$' }, to: { path: '^src/(?:(?!domain/|cli/)|cli/.*-run\\.ts$)', pathNot: '^src/app/(?:init-text|package-root)', dynamic: false, dependencyTypesNot: ['type-only'] } },
    { name: 'pure-core', severity: 'error', comment: 'The core has no input and no output: take the text, the clock or the file as a parameter.', from: { path: '^src/(?:domain|language|rules|understand|score|decide|pipeline|tuning)/' }, to: { path: '^(?:node:)?(?:fs|net|http|https|child_process|worker_threads|dns|tls|dgram|os|process)(?:/|$)' } },
    { name: 'one-door-to-natural', severity: 'error', comment: "Import what you need through src/language/natural.ts: natural's index costs 0.85 s and 160 MB.", from: { path: '^(?:src|workers|bench)/', pathNot: '^src/language/natural\\.ts$' }, to: { path: 'node_modules/natural' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'] },
  },
};
