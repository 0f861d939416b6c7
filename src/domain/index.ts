export * from './account.js';
export * from './action.js';
export * from './context.js';
export * from './document.js';
export * from './errors.js';
export * from './judgement.js';
export * from './mail.js';
export * from './record.js';
