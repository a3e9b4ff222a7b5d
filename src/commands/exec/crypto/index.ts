import { clearCommands } from './clear-commands.ts';
import { ikev2Commands } from './ikev2-commands.ts';
import { ipsecSaCommands } from './ipsec-sa-commands.ts';
import { isakmpCommands } from './isakmp-commands.ts';
import { sessionCommands } from './session-commands.ts';

/** What is shown and cleared of running tunnels. */
export const cryptoSessionCommands = [
  ...sessionCommands,
  ...isakmpCommands,
  ...ikev2Commands,
  ...ipsecSaCommands,
  ...clearCommands,
];
