export * from './bundle.js';
export * from './triage.js';
