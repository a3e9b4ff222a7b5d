import { choice, command, kw, opt, refuse, secret, seq, WORD } from '../../ios/index.ts';
import { exec } from './mode.ts';

const legacyTexts = {
  accepted: 'User was successfully authenticated.',
  rejected: 'User authentication request was rejected by server.',
} as const;
const newTexts = { accepted: 'User successfully authenticated', rejected: 'User rejected' } as const;
const noAnswer = 'No authoritative response from any server.';

/** Tries a server group with one user's name and password. */
export const testAaaCommands = [
  command(
    exec,
    seq({
      _test: kw('test', 'Test subsystems, memory, and interfaces'),
      _aaa: kw('aaa', 'AAA Authentication, Authorization and Accounting'),
      _group: kw('group', 'Server group'),
      group: choice(
        kw('radius', 'Use list of all Radius hosts'),
        kw('tacacs+', 'Use list of all Tacacs+ hosts'),
        WORD('Server-group name'),
      ),
      user: WORD('Username'),
      password: secret(WORD('Password')),
      form: opt(choice(kw('legacy', 'Use older AAA code'), kw('new-code', 'Use newer AAA code'))),
    }),
  )({
    privilege: 15,
    summary: 'Authenticates a user at a server group and prints the verdict.',
    async run({ group, user, password, form }, io, { services }) {
      const protocol = services.aaa.groups.get(group)?.protocol;
      if (protocol === undefined) return refuse(`% Server group ${group} is not defined`);
      if (form !== 'new-code') io.print(`Attempting authentication test to server-group ${group} using ${protocol}`);
      const { outcome } = await services.aaa.testGroup(group, user, password);
      const texts = form === 'new-code' ? newTexts : legacyTexts;
      if (outcome === 'accepted') return io.print(texts.accepted);
      return refuse(outcome === 'rejected' ? texts.rejected : noAnswer);
    },
  }),
];
