import { type AccountingRequest, decodeAccountingRequest } from '../bodies.ts';
import { acctFlags, authenMethods, authenServices, authenTypes } from '../tables.ts';

/** What both ends of a test know. */
export const key = 'sixteen characters or more';
export const who = { user: 'admin', port: 'tty4', remAddr: '192.0.2.5' };

/** A Stop that can be told from others by its task. */
export const record = (task: number): AccountingRequest => ({
  ...who,
  flags: acctFlags.stop,
  authenMethod: authenMethods.local,
  privLvl: 1,
  authenType: authenTypes.ascii,
  authenService: authenServices.login,
  args: [`task_id=${task}`, 'service=shell'],
});

/** The argument by which a {@link record} is told, of a request's body. */
export function taskOf(body: Uint8Array): string {
  const request = decodeAccountingRequest(body);
  return (request.ok ? request.value.args[0] : undefined) ?? '';
}
