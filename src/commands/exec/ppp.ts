import type { Profile } from '../../aaa/index.ts';
import { command, kw, refuse } from '../../ios/index.ts';
import { exec } from './mode.ts';

const names = { ppp: 'PPP', slip: 'SLIP' } as const;

const start = (encapsulation: 'ppp' | 'slip', help: string) =>
  command(
    exec,
    kw(encapsulation, help),
  )({
    privilege: 1,
    summary: `Starts ${names[encapsulation]} on the tty line of this session; the session ends with it.`,
    async run(_value, io, { services, terminal }) {
      if (terminal.transport !== 'async')
        return refuse(`% ${names[encapsulation]} runs on tty lines with a device only`);
      await io.write(`Entering ${names[encapsulation]} mode.\n`);
      const { user, profile } = terminal;
      const { refused } = await services.terminals.startCall(terminal.line, encapsulation, {
        user: user === undefined ? undefined : { name: user, ...profileOf(profile) },
        key: terminal.key,
      });
      return refused === undefined ? io.shell.close() : refuse(refused);
    },
  });

/** What the network session takes over from the user's profile. */
const profileOf = ({ authentic, classes, interimInterval, services }: Profile) => ({
  authentic,
  classes,
  ...(interimInterval === undefined ? {} : { interimInterval }),
  ...(services === undefined ? {} : { services }),
});

/** PPP and SLIP on the caller's own line. */
export const pppCommands = [
  start('ppp', 'Start IETF Point-to-Point Protocol (PPP)'),
  start('slip', 'Start Serial-line IP (SLIP)'),
];
