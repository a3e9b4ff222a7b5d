import { drop, IPV4, kw, opt, put, seq, setting, WORD } from '../../ios/index.ts';
import { amendPpp } from './edit.ts';
import { globalMode } from './modes.ts';
import { ip } from './words.ts';

/** `ip local pool NAME LOW [HIGH]`; several lines of one name make one pool. */
export const poolSettings = setting(
  globalMode,
  seq({
    _ip: ip,
    _local: kw('local', 'On this box'),
    _pool: kw('pool', 'Addresses for the other side of links'),
    name: WORD('Name of the pool', { max: 64 }),
    low: IPV4('First address'),
    high: opt(IPV4('Last address')),
  }),
)<'name' | 'low'>({
  summary: 'Makes a pool of addresses, or adds a range to it.',
  set: (config, pool) =>
    amendPpp(config, { pools: put(config.ppp.pools, pool, (o) => o.name === pool.name && o.low === pool.low) }),
  noNeeds: ['name', 'low'],
  unset: (config, { name, low }) =>
    amendPpp(config, { pools: drop(config.ppp.pools, (pool) => pool.name === name && pool.low === low) }),
  get: ({ ppp: { pools } }) => pools,
});
