import { words } from './words.js';

/** What became of a message, for people. */
export const statusTitles: Readonly<Record<string, string>> = {
  seen: 'Waiting',
  reading: 'Being read',
  handled: 'Handled',
  'left-alone': 'Left alone',
  quarantined: 'Quarantine',
  gone: 'Gone',
};

/** What stands of an effect. */
export const stateTitles: Readonly<Record<string, string>> = {
  planned: 'planned',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  held: 'held',
  uncertain: 'uncertain',
  skipped: 'not done',
};

/** Codes whose words say less than a sentence would. */
const sentences: Readonly<Record<string, string>> = {
  gone: 'It left the mailbox before it could be read',
  'retries-exhausted': 'Tried again and again without success',
  'crashed-repeatedly': 'Reading it ended the program several times',
  'own-mail': 'From one of our own addresses',
  'delivery-report': 'A delivery report',
  'out-of-office': 'An out-of-office reply',
  automated: 'Sent by a machine',
  calendar: 'A calendar mail',
  newsletter: 'A newsletter',
  'list-post': 'Came over a mailing list',
  unrelated: 'Nobody in it applies or asks about an opening',
  classifier: 'Headers and words leave it open; the trained classifier decided',
  asks: 'It asks about an opening without applying',
  paused: 'The kill switch is on',
  'cap-domain': 'As many answers to one domain as the cap allows',
  'cap-account': 'As many answers from this mailbox as the cap allows',
  'cap-overall': 'As many answers in all as the cap allows',
  'cap-drafts': 'As many drafts in this mailbox as the cap allows',
  'another-answer-under-way': 'Another answer to the same person is under way',
  'quiet-hours': 'It is quiet hours; it goes on at their end',
  'mode-lowered': 'The mailbox may do less now than when it was begun',
  'asked-before': 'The application was asked for its documents before',
  declined: 'A reviewer has declined',
  'position-closed': 'The position is open no more',
  'position-policy': 'The position is acknowledged no more',
  shadow: 'The mailbox is in shadow mode',
  'mode-label': 'The mailbox only labels',
  'before-activation': 'The mail is older than the activation of its mailbox',
  'no-answer': 'The mail server did not say whether it took the mail',
  'refused-by-server': 'The mail server refused the mail',
  'crashed-while-sending': 'The program ended while it was sending',
  'answered-before': 'The person was answered before',
  'too-old': 'The mail was too old when its turn came',
  'answered-by-hand': 'A person has answered from their mail program',
  'out-of-shadow': 'The mailbox has left shadow mode',
  'drafted-instead': 'Written into Drafts',
  'by-a-person': 'Sent on by a person',
  'as-draft-by-a-person': 'Turned into a draft by a person',
  'sent-says-a-person': 'A person says that it was sent',
  'found-in-sent': 'Found in the Sent folder',
  dropped: 'Dropped by a person',
  retry: 'Tried again by a person',
};

/** Why, in words: the program's own sentence when there is one. */
export function reasonWords(code: string | null): string | null {
  return code === null ? null : (sentences[code] ?? words(code));
}
