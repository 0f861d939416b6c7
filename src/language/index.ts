export * from './natural.js';
export * from './tokens.js';
