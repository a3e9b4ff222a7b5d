import type { DnisGroupMap } from '../../aaa/config.ts';
import type { AccountingMethod, DnisAccountingMap } from '../../accounting/config.ts';
import { as, choice, drop, flag, kw, many, put, type Rule, seq, setting, toggle, WORD } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { amendAaa, amendAccounting } from './edit.ts';
import { bareRadius, bareTacacs, groupMethod } from './method-lists.ts';
import { globalMode } from './modes.ts';
import { aaa } from './words.ts';

const dnis = kw('dnis', 'Called numbers');
const map = kw('map', 'What a called number decides');
const number = WORD('Called number', {
  max: 32,
  pattern: /^(?!enable$)/i,
  sample: (random) => String(1 + Math.floor(random() * 1e6)),
});

const accountingMaps = (config: Configuration): readonly DnisAccountingMap[] => config.accounting.dnis?.maps ?? [];
const groupMaps = (config: Configuration): readonly DnisGroupMap[] => config.aaa.dnis?.maps ?? [];

const enabled = (config: Configuration): boolean => config.aaa.dnis?.enabled === true;
const withAccounting = (config: Configuration, maps: readonly DnisAccountingMap[], on = enabled(config)) =>
  amendAccounting(config, { dnis: maps.length === 0 && !on ? undefined : { enabled: on, maps } });
const withGroups = (config: Configuration, maps: readonly DnisGroupMap[], on = enabled(config)) =>
  amendAaa(config, { dnis: maps.length === 0 && !on ? undefined : { enabled: on, maps } });

const method: Rule<AccountingMethod> = choice(groupMethod, bareRadius, bareTacacs);

const uses: Rule<DnisGroupMap['use']> = choice(
  as(
    seq({ _what: kw('authentication', 'How users are authenticated'), _ppp: kw('ppp', 'PPP sessions') }),
    'authentication ppp',
  ),
  as(
    seq({ _what: kw('authentication', 'How users are authenticated'), _login: kw('login', 'Logins') }),
    'authentication login',
  ),
  as(
    seq({ _what: kw('authorization', 'What users are permitted'), _network: kw('network', 'Network services') }),
    'authorization network',
  ),
);

/** `aaa dnis map …`: servers by called number, before the list of the place. */
export const dnisSettings = [
  toggle(
    globalMode,
    seq({ _aaa: aaa, _dnis: dnis, _map: map, _enable: kw('enable', 'Look at called numbers') }),
  )({
    summary:
      'Lets the number that a network session calls decide about its servers, before the list of its place does.',
    get: enabled,
    set: (config, on) => withGroups(withAccounting(config, accountingMaps(config), on), groupMaps(config), on),
  }),
  setting(
    globalMode,
    seq({
      _aaa: aaa,
      _dnis: dnis,
      _map: map,
      number,
      use: uses,
      _group: kw('group', 'A group of servers'),
      group: groupMethodName(),
    }),
  )<'number' | 'use'>({
    summary: 'Names the group of servers that authenticates or authorizes users who call a number.',
    set: (config, { number, use, group }) =>
      withGroups(
        config,
        put(groupMaps(config), { number, use, group }, (m) => m.number === number && m.use === use),
      ),
    noNeeds: ['number', 'use'],
    unset: (config, { number, use }) =>
      withGroups(
        config,
        drop(groupMaps(config), (m) => m.number === number && m.use === use),
      ),
    get: groupMaps,
  }),
  setting(
    globalMode,
    seq({
      _aaa: aaa,
      _dnis: dnis,
      _map: map,
      number,
      _accounting: kw('accounting', 'What users use'),
      _network: kw('network', 'Network sessions'),
      $what: choice(
        seq({ action: kw('none', 'No records') }),
        seq({
          action: choice(
            kw('start-stop', 'A record at the start and one at the end'),
            kw('stop-only', 'A record at the end'),
          ),
          broadcast: flag(kw('broadcast', 'To every group at once')),
          methods: many(method, { max: 4 }),
        }),
      ),
    }),
  )<'number'>({
    summary: 'Makes the accounting list of network sessions that call a number.',
    set(config, typed) {
      const { number, action } = typed;
      const map: DnisAccountingMap =
        action === 'none'
          ? { number, action, broadcast: false, methods: [] }
          : { number, action, broadcast: typed.broadcast === true, methods: typed.methods };
      return withAccounting(
        config,
        put(accountingMaps(config), map, (other) => other.number === number),
      );
    },
    noNeeds: ['number'],
    unset: (config, { number }) =>
      withAccounting(
        config,
        drop(accountingMaps(config), (other) => other.number === number),
      ),
    *get(config) {
      for (const { number, action, broadcast, methods } of accountingMaps(config))
        if (action === 'none') yield { number, action };
        else yield { number, action, broadcast, methods };
    },
  }),
];

function groupMethodName(): Rule<string> {
  return choice(
    kw('radius', 'All RADIUS servers'),
    kw('tacacs+', 'All TACACS+ servers'),
    WORD('Name of a server group', { max: 32 }),
  );
}
