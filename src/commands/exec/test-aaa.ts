import { choice, command, kw, opt, refuse, secret, seq, WORD } from '../../ios/index.ts';
import { exec } from './mode.ts';

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
      _form: opt(choice(kw('legacy', 'Use older AAA code'), kw('new-code', 'Use newer AAA code'))),
    }),
  )({
    privilege: 15,
    summary: 'Authenticates a user at a server group and prints the verdict.',
    async run({ group, user, password }, io, { services }) {
      const protocol = services.aaa.groups.get(group)?.protocol;
      if (protocol === undefined) return refuse(`% Server group ${group} is not defined`);
      const name = protocol === 'radius' ? 'radius' : 'tacacs+';
      io.print(`Attempting authentication test to server-group ${group} using ${name}`);
      const { outcome } = await services.aaa.testGroup(group, user, password);
      if (outcome === 'accepted') return io.print('User was successfully authenticated.');
      if (outcome === 'rejected') return refuse('User authentication request was rejected by server.');
      return refuse('No authoritative response from any server.');
    },
  }),
];
