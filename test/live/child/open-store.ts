import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { openEmbedded } from '../../../src/store/embedded/open.js';
import { openStore } from '../../../src/store/index.js';
import { sampleEnvelope, sampleLocation } from '../../store/samples.js';

// Opens the embedded store in the given folder, records a mail, says whether it owns the store, and stays.
const logger = pino({ level: 'silent' });
const dataDir = process.argv[2] ?? '';
const embedded = await openEmbedded(dataDir, logger);
const store = await openStore({ databaseUrl: embedded.url, logger });
const name = randomUUID();
await store.arrivals('live').record(sampleLocation(name, 1), sampleEnvelope(name));
process.stdout.write(embedded.owner ? 'owner\n' : 'guest\n');
process.stdin.resume();
