export type { QueuePlace } from './backend.js';
export {
  openQueues,
  type Processor,
  type QueueName,
  type Queues,
  type QueuesOptions,
  queueNames,
  type RunningWorker,
  type SignalOptions,
  type Work,
} from './open.js';
export { type Swept, type SweptStore, sweep } from './sweep.js';
