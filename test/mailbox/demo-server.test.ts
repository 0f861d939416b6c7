import { describe, expect, it } from 'vitest';
import { startDemoServers } from '../../src/app/demo/servers.js';
import { allowedMailbox } from './allowed-mailbox.js';
import { rawMail, silent, testAccount } from './helpers.js';
import { mailboxSuite } from './suite.js';

mailboxSuite('the demo server', async () => {
  const users = ['watch', 'work', 'move', 'back', 'draft'];
  const servers = await startDemoServers({ accounts: users.map((user) => ({ user, password: 'secret' })) });
  return {
    account: (user) => testAccount(user, { ...servers.imap, user }),
    close: () => servers.close(),
  };
});

describe('the demo servers', () => {
  it('keep users apart and show what each folder really holds', async () => {
    const servers = await startDemoServers({
      accounts: [
        { user: 'ot', password: 'secret', messages: [rawMail({ subject: 'one' })] },
        { user: 'ml', password: 'secret' },
      ],
    });
    const mailbox = allowedMailbox([testAccount('ot', { ...servers.imap, user: 'ot' })], silent);
    const location = { account: 'ot', folder: 'INBOX', uidValidity: '0', uid: 1 };
    await mailbox.changeLabels(location, { add: ['triage/strong'], remove: [] });
    servers.deliver('ml', rawMail({ subject: 'two' }), 'Archive');
    await mailbox.close();
    expect(servers.mailboxState('ot').get('INBOX')).toEqual([
      { uid: 1, raw: rawMail({ subject: 'one' }), flags: [], keywords: ['triage/strong'] },
    ]);
    expect(servers.mailboxState('ml').get('INBOX')).toEqual([]);
    expect(servers.mailboxState('ml').get('Archive')?.length).toBe(1);
    expect(servers.mailboxState('ot').get('Archive')).toEqual([]);
    expect(() => servers.deliver('nobody', rawMail())).toThrow('no user');
    await servers.close();
  });
});
