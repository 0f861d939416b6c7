export * from './bundle.js';
export * from './example-cases.js';
export * from './examples.js';
export * from './explain.js';
export * from './triage.js';
