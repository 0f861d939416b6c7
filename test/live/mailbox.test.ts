import { describe } from 'vitest';
import { mailboxSuite } from '../mailbox/suite.js';
import { available, startDovecot } from './dovecot.js';

const users = ['watch', 'work', 'move', 'back', 'draft'];

describe.skipIf(!available())('Dovecot', () => {
  for (const format of ['mdbox', 'maildir'] as const) {
    mailboxSuite(`Dovecot (${format})`, () => startDovecot({ users, format, specialUse: true }));
  }
});
