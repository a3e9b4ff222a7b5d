import { aaaServerCommands } from './aaa-servers.ts';
import { aaaSessionCommands } from './aaa-sessions.ts';
import { accessListCommands } from './access-lists.ts';
import { accountingCommands } from './accounting.ts';
import { callerCommands } from './callers.ts';
import { configureCommands } from './configure.ts';
import { connectCommands } from './connect.ts';
import { connectionCommands } from './connections.ts';
import { cryptoSessionCommands } from './crypto/index.ts';
import { cryptoConfigurationCommands } from './crypto-configuration.ts';
import { viciCommands } from './crypto-vici.ts';
import { debugCommands } from './debug.ts';
import { latCommands } from './lat.ts';
import { lineCommands } from './lines.ts';
import { loggingCommands } from './logging.ts';
import { methodListCommands } from './method-lists.ts';
import { parserCommands } from './parser-dump.ts';
import { pppCommands } from './ppp.ts';
import { radiusCommands } from './radius.ts';
import { radiusProxyCommands } from './radius-proxy.ts';
import { sessionCommands } from './session-commands.ts';
import { snmpCommands } from './snmp.ts';
import { sshCommands } from './ssh.ts';
import { systemCommands } from './system.ts';
import { terminalCommands } from './terminal-commands.ts';
import { testAaaCommands } from './test-aaa.ts';
import { vrrsCommands } from './vrrs.ts';

/** Every exec command. */
export const execDeclarations = [
  ...sessionCommands,
  ...configureCommands,
  ...terminalCommands,
  ...lineCommands,
  ...connectCommands,
  ...connectionCommands,
  ...latCommands,
  ...pppCommands,
  ...systemCommands,
  ...loggingCommands,
  ...debugCommands,
  ...snmpCommands,
  ...sshCommands,
  ...accessListCommands,
  ...cryptoConfigurationCommands,
  ...cryptoSessionCommands,
  ...aaaServerCommands,
  ...radiusCommands,
  ...radiusProxyCommands,
  ...methodListCommands,
  ...aaaSessionCommands,
  ...accountingCommands,
  ...callerCommands,
  ...testAaaCommands,
  ...vrrsCommands,
  ...viciCommands,
  ...parserCommands,
];
