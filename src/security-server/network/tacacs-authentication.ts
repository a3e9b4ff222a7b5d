import { checkChap } from '../../protocols/radius/index.ts';
import {
  type AuthenticationVerdict,
  authenActions,
  authenServices,
  authenTypes,
  type Dialogue,
} from '../../protocols/tacacs/index.ts';
import type { ServerPassword } from '../config.ts';
import { readable, type Users } from './users.ts';

const pass: AuthenticationVerdict = { status: 'pass' };
const fail: AuthenticationVerdict = { status: 'fail', message: 'Authentication failed' };
const refuse = (message: string): AuthenticationVerdict => ({ status: 'fail', message });

/** Length of a CHAP response (MD5) at the end of the START's data (RFC 8907 §5.4.2.3). */
const chapResponseLength = 16;

/** Answers one authentication: ASCII, PAP and CHAP logins, and the enable service (RFC 8907 §5.4). */
export async function authenticateTacacs(dialogue: Dialogue, users: Users): Promise<AuthenticationVerdict> {
  const { start } = dialogue;
  if (start.action !== authenActions.login) return refuse('Only logins are served');
  const enabling = start.authenService === authenServices.enable;
  switch (start.authenType) {
    case authenTypes.ascii: {
      const name = start.user !== '' || enabling ? start.user : await dialogue.askUser();
      if (name === undefined) return fail;
      const clear = await dialogue.askPassword();
      return clear !== undefined && (await users.verify(passwordOf(name), clear)) ? pass : fail;
    }
    case authenTypes.pap: {
      const clear = Buffer.from(start.data).toString('utf8');
      return (await users.verify(passwordOf(start.user), clear)) ? pass : fail;
    }
    case authenTypes.chap: {
      const clear = readable(passwordOf(start.user));
      return clear !== undefined && chapIsRight(start.data, clear) ? pass : fail;
    }
    default:
      return refuse('This type of authentication is not served');
  }

  function passwordOf(name: string): ServerPassword | undefined {
    return enabling ? users.enable(start.privLvl) : users.find(name)?.password;
  }
}

/** `data` is identifier (1), challenge, response (16). */
function chapIsRight(data: Uint8Array, clear: string): boolean {
  const responseAt = data.length - chapResponseLength;
  if (responseAt < 2) return false;
  const value = Buffer.concat([data.subarray(0, 1), data.subarray(responseAt)]);
  return checkChap(value, clear, data.subarray(1, responseAt));
}
