import { startDemoServers } from '../../src/app/demo/servers.js';
import { testAccount } from './helpers.js';
import { mailboxSuite } from './suite.js';

mailboxSuite('the demo server', async () => {
  const users = ['watch', 'work', 'move', 'back', 'draft'];
  const servers = await startDemoServers({ accounts: users.map((user) => ({ user, password: 'secret' })) });
  return {
    account: (user) => testAccount(user, { ...servers.imap, user }),
    close: () => servers.close(),
  };
});
