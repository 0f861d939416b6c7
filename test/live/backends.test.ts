import pino from 'pino';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { movingClock } from '../store/moving-clock.js';
import { backendNames, canRun, startBackend, type TestBackend, type TestPlace } from './backends.js';
import { applicationsSuite } from './suites/applications.js';
import { inSightSuite } from './suites/in-sight.js';
import { intakeSuite, type StoreUnderTest } from './suites/intake.js';
import { ledgerSuite } from './suites/ledger.js';
import { reviewSuite } from './suites/review.js';
import { rulesPagesSuite } from './suites/rules-pages.js';
import { rulesetsSuite } from './suites/rulesets.js';
import { samePersonSuite } from './suites/same-person.js';

const logger = pino({ level: 'error' });

// Redis makes no difference to the store, so these two stand for all three sizes.
describe.each(backendNames.filter((name) => name !== 'postgres+redis'))('store on %s', (name) => {
  describe.runIf(canRun(name))('everything', () => {
    let backend: TestBackend;
    let place: TestPlace;
    let under: StoreUnderTest;

    beforeAll(async () => {
      backend = await startBackend(name);
      place = await backend.place();
      const clock = movingClock();
      const open = () => openStore({ ...place.store, logger, clock: clock.now });
      under = { store: await open(), other: await open(), clock };
    });

    afterAll(async () => {
      await under.other.close();
      await under.store.close();
      await place.remove();
      await backend.stop();
    });

    intakeSuite(() => under);
    applicationsSuite(() => under);
    ledgerSuite(() => under);
    rulesetsSuite(() => under);
    rulesPagesSuite(() => under);
    reviewSuite(() => under);
    inSightSuite(() => under);
    samePersonSuite(() => under);
  });
});
