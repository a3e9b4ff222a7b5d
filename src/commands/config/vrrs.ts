import { alter, drop, INT, kept, kw, section, seq, WORD } from '../../ios/index.ts';
import type { VrrpUnit, VrrsGroupConfig } from '../../sources/vrrp/index.ts';
import type { Configuration } from '../configuration.ts';
import { amend, amendVrrs, type Changes, value } from './edit.ts';
import { globalMode, vrrsMode } from './modes.ts';
import { leading, listName } from './words.ts';

const named =
  (name: string) =>
  (group: VrrsGroupConfig): boolean =>
    group.name === name;
const find = (config: Configuration, name: string): VrrsGroupConfig | undefined => config.vrrs.groups.find(named(name));
const change = (config: Configuration, name: string, changes: Changes<VrrsGroupConfig>): Configuration =>
  amendVrrs(config, { groups: alter(config.vrrs.groups, named(name), (group) => amend(group, changes)) });

/** `vrrp-instance NAME`, `vrrp-group NAME`: a redundancy name stands for one of them; the newer line counts. */
function unitSetting(kind: VrrpUnit['kind'], help: string) {
  return value(
    vrrsMode,
    seq({
      ...leading([`vrrp-${kind}`, help]),
      unit: WORD("Its name in keepalived's configuration", { max: 255, pattern: /^[^"]+$/ }),
    }),
  )({
    extension: true,
    summary: `Says what the name stands for. ${help}.`,
    get(config, { name }) {
      const unit = find(config, name)?.unit;
      return unit?.kind === kind ? { unit: unit.name } : undefined;
    },
    set(config, typed, { name }) {
      if (typed === undefined && find(config, name)?.unit?.kind !== kind) return config;
      return change(config, name, { unit: typed && { kind, name: typed.unit } });
    },
  });
}

const accounting = ['accounting', 'How the name is accounted for'] as const;

/** `vrrp notify-fifo PATH`, `vrrs NAME` and the lines of a name. */
export const vrrsSettings = [
  value(
    globalMode,
    seq({
      ...leading(['vrrp', 'Virtual routers'], ['notify-fifo', "keepalived's vrrp_notify_fifo"]),
      path: WORD('Absolute path of the FIFO', {
        max: 4000,
        shape: 'PATH',
        pattern: /^\/./,
        sample: (random) => `/run/z${Math.floor(random() * 1e6)}.fifo`,
      }),
    }),
  )({
    extension: true,
    summary:
      'Reads the states of virtual routers from the FIFO that keepalived writes its notices to; made if missing.',
    get: ({ vrrs: { notifyFifo } }) => (notifyFifo === undefined ? undefined : { path: notifyFifo }),
    set: (config, typed) => amendVrrs(config, { notifyFifo: typed?.path }),
  }),
  section(
    globalMode,
    seq({ _vrrs: kw('vrrs', 'Virtual router redundancy service'), name: WORD('Redundancy name', { max: 200 }) }),
    vrrsMode,
  )({
    summary: 'Names a redundancy group that is accounted for.',
    open: (config, { name }) => ({
      config:
        find(config, name) === undefined ? amendVrrs(config, { groups: [...config.vrrs.groups, { name }] }) : config,
      context: { name },
    }),
    unset: (config, { name }) => amendVrrs(config, { groups: drop(config.vrrs.groups, named(name)) }),
    *get({ vrrs: { groups } }) {
      for (const { name } of groups) yield { value: { name }, context: { name } };
    },
  }),
  value(
    vrrsMode,
    seq({ ...leading(accounting, ['delay', 'Wait before the off message']), delay: INT(1, 30, 'Seconds') }),
  )({
    summary: 'Holds the off message back; a group that is active again before makes no record.',
    get(config, { name }) {
      const delay = find(config, name)?.delay;
      return delay === undefined ? undefined : { delay };
    },
    set: (config, typed, { name }) => change(config, name, { delay: typed?.delay }),
  }),
  value(
    vrrsMode,
    seq({
      ...leading(accounting, ['method', 'List of aaa accounting vrrs']),
      method: listName('Name of the list', 64),
    }),
  )({
    summary: 'Says which list the records of this name go by.',
    defaultText: 'default',
    get(config, { name }) {
      const method = find(config, name)?.method;
      return method === undefined ? undefined : { method };
    },
    set: (config, typed, { name }) => change(config, name, { method: typed?.method }),
  }),
  kept(
    vrrsMode,
    seq({
      ...leading(['attribute', 'Further attributes'], ['list', 'List of attributes']),
      name: WORD('Name of the list'),
    }),
    { summary: 'Kept without effect. Further attributes of the records.', single: true },
  ),
  unitSetting('instance', 'A virtual router of keepalived'),
  unitSetting('group', 'A sync group of keepalived'),
];
