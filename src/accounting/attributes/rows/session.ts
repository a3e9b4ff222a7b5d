import type { RecordType } from '../../config.ts';
import { hexSessionId } from '../../record.ts';
import { acctStatusType, serviceType } from '../radius-codes.ts';
import { avPair, column as r } from '../radius-columns.ts';
import type { AttributeDefinition } from '../row.ts';
import { net, ofUsers } from './when.ts';

/** Which record of what kind of session it is. */
export const sessionRows: readonly AttributeDefinition[] = [
  {
    fact: 'kind',
    meaning: 'Kind of record; the flags of a TACACS+ request',
    radius: r('Acct-Status-Type', { order: 200, source: 'RFC 2866 §5.1' }, (x) => acctStatusType[x.kind]),
  },
  {
    fact: 'sessionId',
    meaning: 'Session, eight upper-case hexadecimal digits',
    radius: r('Acct-Session-Id', { order: 10, source: 'RFC 2866 §5.5' }, (x) => hexSessionId(x.sessionId)),
  },
  {
    fact: 'taskId',
    meaning: 'Task, decimal',
    tacacs: { name: 'task_id', order: 10, value: (x) => x.taskId },
  },
  {
    fact: 'parentSessionId',
    meaning: 'Session that this one belongs to',
    radius: avPair('parent-session-id', { order: 61, source: 'vendor 9', kinds: ofUsers }, (x) =>
      x.facts.parentSessionId === undefined ? undefined : hexSessionId(x.facts.parentSessionId),
    ),
    tacacs: {
      name: 'parent-session-id',
      order: 102,
      types: net,
      kinds: ofUsers,
      value: (x) => (x.facts.parentSessionId === undefined ? undefined : hexSessionId(x.facts.parentSessionId)),
    },
  },
  {
    fact: 'service',
    meaning: 'Kind of service',
    radius: r('Service-Type', { order: 250, source: 'RFC 2865 §5.6', kinds: ofUsers }, serviceType),
    tacacs: { name: 'service', order: 40, value: (x) => x.facts.service ?? serviceOf[x.type] },
  },
];

/** `service` of a record whose facts name none. */
const serviceOf: Readonly<Record<RecordType, string>> = {
  exec: 'shell',
  commands: 'shell',
  network: 'ppp',
  connection: 'connection',
  system: 'system',
  resource: 'resource',
  vrrs: 'system',
  'auth-proxy': 'auth-proxy',
  dot1x: 'dot1x',
  identity: 'identity',
  onep: 'onep',
};
