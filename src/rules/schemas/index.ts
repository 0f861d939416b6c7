export * from './detection.js';
export * from './examples.js';
export * from './guard.js';
export * from './kinds.js';
export * from './policy.js';
export * from './position.js';
export * from './quiet-hours.js';
export * from './topic.js';
