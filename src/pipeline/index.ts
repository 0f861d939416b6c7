export * from './bundle.js';
export * from './compare.js';
export * from './example-cases.js';
export * from './examples.js';
export * from './explain.js';
export * from './judge-again.js';
export * from './outcome.js';
export * from './triage.js';
