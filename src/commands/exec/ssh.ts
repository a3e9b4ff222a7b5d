import { command, kw, seq } from '../../ios/index.ts';
import type { SshConfig } from '../../terminal/config.ts';
import type { Listening } from '../../terminal/terminal-service.ts';
import { exec, show } from './mode.ts';

/** `show ip ssh`: whether users can come in by SSH, how, and how long they may take. */
function showIpSsh(config: SshConfig, listening: Listening['ssh']): string {
  const { timeout = 120, authenticationRetries = 3, publicKeys } = config;
  const methods = [...(publicKeys.length > 0 ? ['publickey'] : []), 'keyboard-interactive', 'password'];
  return [
    `SSH ${listening === undefined ? 'Disabled' : 'Enabled'} - version 2.0`,
    ...(listening === undefined ? ['%No line takes SSH (transport input ssh), or its port is in use'] : []),
    `Authentication methods:${methods.join(',')}`,
    `Authentication timeout: ${timeout} secs; Authentication retries: ${authenticationRetries}`,
    ...(listening === undefined ? [] : [`Listening on ${listening.address} port ${listening.port}`]),
  ].join('\n');
}

/** The SSH server. */
export const sshCommands = [
  command(
    exec,
    seq({ _show: show, _ip: kw('ip', 'IP information'), _ssh: kw('ssh', 'Information on SSH') }),
  )({
    summary: 'Prints whether the SSH server is on, where it listens, and its limits.',
    run: (_value, io, { services: { configuration, terminals } }) =>
      io.print(showIpSsh(configuration.running().terminal.ssh, terminals.listening().ssh)),
  }),
];
