/** The worker thread of one store: it owns the database; the main thread never touches the disk. */
import { parentPort, workerData } from 'node:worker_threads';
import { classify } from './failure.ts';
import { GroupCommit } from './group-commit.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';
import type { StoreProgram } from './program.ts';

const port = parentPort;
if (port === null) throw new Error('src/store/worker runs only as a worker thread');
const setup: WorkerSetup = workerData;
const say = (message: FromWorker): void => port.postMessage(message);

try {
  const { default: program }: { default: StoreProgram } = await import(setup.program);
  const commits = new GroupCommit(program, {
    file: setup.file,
    exclusive: setup.exclusive,
    ...(setup.maxPages === undefined ? {} : { maxPages: setup.maxPages }),
  });
  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'group':
        say({ type: 'done', outcomes: commits.run(message.submissions) });
        break;
      case 'fault':
        commits.inject(message.fault);
        break;
      case 'limit':
        commits.limit(message.maxPages);
        break;
      case 'close':
        commits.close();
        say({ type: 'closed' });
        port.close();
        break;
    }
  });
  say({ type: 'ready' });
} catch (error) {
  say({ type: 'refused', failure: classify(error) });
  port.close();
}
