/** Answers questions in a thread of its own, over a connection that can only read. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { queryCommands } from './command-query.ts';
import { queryGaps } from './gap-query.ts';
import type { Answer, Question } from './messages.ts';
import { querySession, querySessions } from './session-queries.ts';
import { queryUsage } from './usage-query.ts';

const port = parentPort;
if (port === null) throw new Error('src/security-server/reports/worker runs only as a worker thread');
const database = new DatabaseSync(String(workerData), { readOnly: true });
// Pages of the file are mapped, not copied: reports read much of it once.
database.exec('PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824');
database.exec('PRAGMA temp_store = MEMORY');

port.on('message', (question: Question) => {
  let answer: Answer;
  try {
    answer = { id: question.id, ok: true, value: answerTo(question) };
  } catch (error) {
    answer = { id: question.id, ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
});

function answerTo(question: Question): unknown {
  switch (question.ask) {
    case 'sessions':
      return querySessions(database, question.query);
    case 'session':
      return querySession(database, question.query);
    case 'usage':
      return queryUsage(database, question.query);
    case 'commands':
      return queryCommands(database, question.query);
    case 'gaps':
      return queryGaps(database, question.query, question.now);
  }
}
