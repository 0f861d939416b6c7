export * from './detect.js';
export * from './natural.js';
export * from './tokens.js';
