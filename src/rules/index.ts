export * from './compile.js';
export * from './json-schema.js';
export * from './lint.js';
export * from './parse-file.js';
export * from './phrases.js';
export * from './ruleset.js';
export * from './schema.js';
