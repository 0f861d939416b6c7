// `node --import ./test/live/child/typescript.mjs program.ts` runs our TypeScript as it stands, so that a test which
// needs a process of its own depends on no build. Node 20 can't do it by itself.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
