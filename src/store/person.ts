/** Who a person is, by address: answering twice is worse than taking two people for one. */
export { mailboxKey as personKey } from '../domain/index.js';
