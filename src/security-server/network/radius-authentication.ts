import {
  type Attribute,
  attribute,
  checkChap,
  codes,
  find,
  type Reply,
  type ServerRequest,
  userPassword,
} from '../../protocols/radius/index.ts';
import type { ServerPassword, ServerUser } from '../config.ts';
import { enableLevel, readable, type Users } from './users.ts';

const serviceTypes = {
  Login: 'Login-User',
  Framed: 'Framed-User',
  Administrative: 'Administrative-User',
  'NAS-Prompt': 'NAS-Prompt-User',
} as const;

/** Answers one Access-Request: PAP and CHAP; `$enabN$` asks for an enable password. */
export async function authenticateRadius({ packet, client }: ServerRequest, users: Users): Promise<Reply> {
  const name = find(packet, 'User-Name') ?? '';
  const level = enableLevel(name);
  const user = users.find(name);
  const password = user === undefined && level !== undefined ? users.enable(level) : user?.password;
  if (!(await passwordIsRight({ packet, client }, password, users)))
    return { code: codes['Access-Reject'], attributes: [attribute('Reply-Message', 'Authentication failed')] };
  return {
    code: codes['Access-Accept'],
    attributes: user === undefined ? enableAttributes(level ?? 15) : userAttributes(user),
  };
}

async function passwordIsRight(
  { packet, client }: Pick<ServerRequest, 'packet' | 'client'>,
  password: ServerPassword | undefined,
  users: Users,
): Promise<boolean> {
  const chap = find(packet, 'CHAP-Password');
  if (chap !== undefined) {
    const clear = readable(password);
    // Without a CHAP-Challenge the Request Authenticator is the challenge (RFC 2865 §2.2).
    return clear !== undefined && checkChap(chap, clear, find(packet, 'CHAP-Challenge') ?? packet.authenticator);
  }
  const clear = userPassword(packet, client.secret);
  return clear !== undefined && users.verify(password, clear);
}

function userAttributes(user: ServerUser): Attribute[] {
  const { privilege, serviceType = privilege === 15 ? 'Administrative' : 'NAS-Prompt' } = user;
  const pairs = [...(privilege === undefined ? [] : [`shell:priv-lvl=${privilege}`]), ...(user.ciscoAvPairs ?? [])];
  return [
    attribute('Service-Type', serviceTypes[serviceType]),
    ...pairs.map((pair) => attribute('Cisco-AVPair', pair)),
    ...(user.radiusClass === undefined ? [] : [attribute('Class', Buffer.from(user.radiusClass))]),
  ];
}

const enableAttributes = (level: number): Attribute[] => [
  attribute('Service-Type', 'Administrative-User'),
  attribute('Cisco-AVPair', `shell:priv-lvl=${level}`),
];
