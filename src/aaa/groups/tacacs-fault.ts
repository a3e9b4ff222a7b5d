import type { NoResponse } from '../../protocols/tacacs/index.ts';

/** Characters of a server's own words that are passed on. */
const longest = 80;

/**
 * Why a TACACS+ server counts as not having answered, in a few words for the operator (RFC 8907 §4.4, §4.5): what can be
 * put right at the server, at the network and at the keys must not look alike.
 */
export function describeFault({ reason, detail }: NoResponse): string {
  switch (reason) {
    case 'connect-failed':
      return connectFault(detail);
    case 'timeout':
      return 'timeout';
    case 'closed':
      return 'connection closed without an answer';
    case 'length-mismatch':
    case 'flag-mismatch':
      return 'wrong key';
    case 'bad-reply':
      return 'answer is no TACACS+';
    case 'server-error':
      return saying('server error', detail);
    case 'follow':
      return 'server says FOLLOW';
    case 'aborted':
      return 'stopped';
    case 'not-encodable':
      return 'not-encodable';
  }
}

/** By the error codes of the operating system. */
const connectFaults: readonly (readonly [RegExp, string])[] = [
  [/\bECONNREFUSED\b/, 'connection refused'],
  [/\bE(?:HOST|NET)UNREACH\b/, 'host unreachable'],
  [/\bETIMEDOUT\b|^not connected within/, 'timeout (connecting)'],
  [/\bENOTFOUND\b|\bEAI_/, 'name not found'],
];

const connectFault = (detail: string): string =>
  connectFaults.find(([pattern]) => pattern.test(detail))?.[1] ?? saying('connection failed', detail);

/** With what the server said of it, on one line and without control characters. */
function saying(what: string, detail: string): string {
  const said = detail
    .replace(/^status error:? ?/, '')
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .slice(0, longest);
  return said === '' ? what : `${what}: ${said}`;
}

/** The faults of all servers that were asked, each by its name unless they are all alike. */
export function describeFaults(faults: readonly { readonly server: string; readonly fault: string }[]): string {
  const [first] = faults;
  if (first !== undefined && faults.every(({ fault }) => fault === first.fault)) return first.fault;
  return faults.map(({ server, fault }) => `${server} ${fault}`).join('; ');
}
