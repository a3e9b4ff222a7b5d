import { choice, drop, flag, kw, opt, put, Refusal, seq } from '../../../ios/index.ts';
import type { Ikev2Authorization, Ikev2Profile } from '../../../sources/ipsec/config.ts';
import { sealSecret, secretArgument } from '../secrets.ts';
import { after, listName } from '../words.ts';
import { ikev2List } from './ikev2-list.ts';
import { linesOf } from './lines-of.ts';
import { ikev2ProfileMode } from './modes.ts';
import { NAME } from './words.ts';

/** Lines of `crypto ikev2 profile` about lists: who logs users in, what they may have, how they are accounted for. */

/** Where they are in the configuration. */
export const profiles = ikev2List<Ikev2Profile>(
  (all) => all.profiles,
  (all) => ({ profiles: all }),
  (name) => ({
    name,
    localAddresses: [],
    remotes: [],
    matchCertificates: [],
    remoteAuthentication: [],
    trustpoints: [],
    accounting: {},
    authorization: [],
  }),
);
const { one, several } = linesOf(ikev2ProfileMode, profiles);

const accountingLine = (method: 'psk' | 'cert' | 'eap' | 'any', help: string, summary: string) =>
  one(
    seq({
      _aaa: kw('aaa', 'Users and records'),
      _accounting: kw('accounting', 'Records of sessions'),
      ...(method === 'any' ? {} : { _method: kw(method, help) }),
      list: listName('Name of the network accounting list'),
    }),
    { summary },
    ({ accounting: { [method]: list } }) => (list === undefined ? undefined : { list }),
    (typed, _env, { accounting }) => {
      const { [method]: _, ...others } = accounting;
      return { accounting: typed === undefined ? others : { ...others, [method]: typed.list } };
    },
  );

const authorizationWords = seq({
  _aaa: kw('aaa', 'Users and records'),
  _authorization: kw('authorization', 'What peers may have'),
  about: choice(kw('user', 'Of the user'), kw('group', 'Of a group')),
  method: choice(
    kw('psk', 'Of peers with a shared secret'),
    kw('cert', 'Of peers with a certificate'),
    kw('eap', 'Of users with EAP'),
  ),
  override: flag(kw('override', 'Over what the other one gave')),
  $from: choice(
    seq({ _cached: kw('cached', 'What came with the login') }),
    seq({
      list: after('list', 'Network list', listName('Name of the list')),
      $name: choice(
        seq({}),
        seq({
          mangler: after('name-mangler', 'Name made out of the identity', NAME('Name of the mangler')),
          password: opt(after('password', 'Password for the request', secretArgument)),
        }),
        seq({
          name: NAME('Name that is asked for'),
          password: opt(after('password', 'Password for the request', secretArgument)),
        }),
      ),
    }),
  ),
});

export const ikev2ProfileAaaLines = [
  one(
    seq({
      _aaa: kw('aaa', 'Users and records'),
      _authentication: kw('authentication', 'Login of users'),
      _eap: kw('eap', 'With EAP'),
      list: listName('Name of the login list'),
    }),
    { summary: 'Names the login list that users are checked by (EAP).' },
    ({ eapList: list }) => (list === undefined ? undefined : { list }),
    (typed) => ({ eapList: typed?.list }),
  ),
  several(
    authorizationWords,
    { summary: 'Says where what a user or group may have is described.' },
    ({ authorization }) =>
      authorization.map(({ about, method, override = false, from }) => {
        const line = { about, method, override };
        if (from.kind === 'cached') return line;
        const password = from.password === undefined ? undefined : from.password;
        if (from.nameMangler !== undefined) return { ...line, list: from.list, mangler: from.nameMangler, password };
        return from.name === undefined
          ? { ...line, list: from.list }
          : { ...line, list: from.list, name: from.name, password };
      }),
    ({ authorization }, typed, env) => {
      const { about, method, override } = typed;
      const line = { about, method, ...(override ? { override: true as const } : {}) };
      let from: Ikev2Authorization['from'] = { kind: 'cached' };
      if ('list' in typed) {
        const sealed =
          'password' in typed && typed.password !== undefined ? sealSecret(typed.password, env) : undefined;
        if (sealed instanceof Refusal) return sealed;
        from = {
          kind: 'list',
          list: typed.list,
          ...('name' in typed ? { name: typed.name } : {}),
          ...('mangler' in typed ? { nameMangler: typed.mangler } : {}),
          ...(sealed === undefined ? {} : { password: sealed }),
        };
      }
      return {
        authorization: put(
          authorization,
          { ...line, from },
          (other) => other.about === about && other.method === method,
        ),
      };
    },
    ({ authorization }, { about, method }) => ({
      authorization: drop(authorization, (other) => other.about === about && other.method === method),
    }),
  ),
  accountingLine('psk', 'Of peers with a shared secret', 'Names the accounting list for peers with a shared secret.'),
  accountingLine('cert', 'Of peers with a certificate', 'Names the accounting list for peers with a certificate.'),
  accountingLine('eap', 'Of users with EAP', 'Names the accounting list for users with EAP.'),
  accountingLine('any', '', 'Names the network accounting list for the sessions of all these peers.'),
];
