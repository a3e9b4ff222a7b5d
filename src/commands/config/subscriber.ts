import type { ServicePolicy, TrafficClass } from '../../accounting/config.ts';
import { alter, drop, INT, kw, opt, type Rule, section, seq, WORD } from '../../ios/index.ts';
import type { Configuration } from '../configuration.ts';
import { secretLine } from './common-lines.ts';
import { amend, amendAaa, amendAccounting, type Changes, value } from './edit.ts';
import { globalMode, servicePolicyMode, trafficClassMode } from './modes.ts';
import { leading, listName } from './words.ts';

const policiesOf = ({ accounting }: Configuration): readonly ServicePolicy[] => accounting.servicePolicies ?? [];
const named =
  (name: string) =>
  (policy: ServicePolicy): boolean =>
    policy.name === name;
const withPolicies = (config: Configuration, policies: readonly ServicePolicy[]): Configuration =>
  amendAccounting(config, { servicePolicies: policies.length === 0 ? undefined : policies });
const change = (config: Configuration, name: string, changes: Changes<ServicePolicy>): Configuration =>
  withPolicies(
    config,
    alter(policiesOf(config), named(name), (policy) => amend(policy, changes)),
  );

const classesOf = (config: Configuration, policy: string): readonly TrafficClass[] =>
  policiesOf(config).find(named(policy))?.classes ?? [];
const classed =
  (name: string) =>
  (one: TrafficClass): boolean =>
    one.name === name;
const withClasses = (config: Configuration, policy: string, classes: readonly TrafficClass[]): Configuration =>
  change(config, policy, { classes: classes.length === 0 ? undefined : classes });

const accountingList: Rule<{ readonly list: string }> = seq({
  ...leading(['accounting', 'How the service is accounted for'], ['aaa', 'By AAA'], ['list', 'By a list']),
  list: listName('Network accounting list'),
});
const listSummary = 'Names the network accounting list of the service; without one it goes where its session goes.';

/** `subscriber service accounting …` and `policy-map type service …`. */
export const subscriberSettings = [
  value(
    globalMode,
    seq({
      ...leading(
        ['subscriber', 'Subscribers'],
        ['service', 'Services of subscribers'],
        ['accounting', 'Accounting of services'],
        ['interim-interval', 'Between interim records'],
      ),
      minutes: INT(1, 71_582, 'Minutes'),
    }),
  )({
    summary: 'Sets the interval of interim records of services; attribute 85 in the profile of the user wins over it.',
    get: ({ accounting: { serviceInterval } }) =>
      serviceInterval === undefined ? undefined : { minutes: serviceInterval },
    set: (config, typed) => amendAccounting(config, { serviceInterval: typed?.minutes }),
  }),
  secretLine(
    globalMode,
    {
      _subscriber: kw('subscriber', 'Subscribers'),
      _service: kw('service', 'Services of subscribers'),
      _password: kw('password', 'Password that their profiles are asked for with'),
    },
    {
      summary:
        'Asks the servers of the default list of network authorization for the profiles of services that no policy map is of.',
      defaultText: 'every service may begin',
      get: ({ aaa }) => aaa.servicePassword,
      set: (config, key) => amendAaa(config, { servicePassword: key }),
    },
  ),
  section(
    globalMode,
    seq({
      ...leading(['policy-map', 'Policies'], ['type', 'Kind of policy'], ['service', 'Of a service']),
      name: WORD('Name of the service', { max: 128 }),
    }),
    servicePolicyMode,
  )({
    summary: 'Says how a service that sessions use is accounted for.',
    open: (config, { name }) => ({
      config: policiesOf(config).some(named(name)) ? config : withPolicies(config, [...policiesOf(config), { name }]),
      context: { name },
    }),
    unset: (config, { name }) => withPolicies(config, drop(policiesOf(config), named(name))),
    get: (config) => policiesOf(config).map(({ name }) => ({ value: { name }, context: { name } })),
  }),
  value(
    servicePolicyMode,
    accountingList,
  )({
    extension: true,
    summary: listSummary,
    get(config, { name }) {
      const list = policiesOf(config).find(named(name))?.list;
      return list === undefined ? undefined : { list };
    },
    set: (config, typed, { name }) => change(config, name, { list: typed?.list }),
  }),
  section(
    servicePolicyMode,
    seq({
      priority: opt(INT(1, 65_535, 'Priority of the class')),
      ...leading(['class', 'Traffic of the service'], ['type', 'Kind of class'], ['traffic', 'Of traffic']),
      class: WORD('Name of the class', { max: 128 }),
    }),
    trafficClassMode,
  )({
    summary: 'Holds the settings of a class of traffic; records are of the service as a whole.',
    open(config, { priority, class: name }, { name: policy }) {
      const before = classesOf(config, policy);
      const entry = (one: TrafficClass): TrafficClass => amend(one, { priority });
      const classes = before.some(classed(name)) ? alter(before, classed(name), entry) : [...before, entry({ name })];
      return { config: withClasses(config, policy, classes), context: { policy, name } };
    },
    unset: (config, { class: name }, { name: policy }) =>
      withClasses(config, policy, drop(classesOf(config, policy), classed(name))),
    get: (config, { name: policy }) =>
      classesOf(config, policy).map(({ name, priority }) => ({
        value: { priority, class: name },
        context: { policy, name },
      })),
  }),
  value(
    trafficClassMode,
    accountingList,
  )({
    summary: listSummary,
    get(config, { policy, name }) {
      const list = classesOf(config, policy).find(classed(name))?.list;
      return list === undefined ? undefined : { list };
    },
    set: (config, typed, { policy, name }) =>
      withClasses(
        config,
        policy,
        alter(classesOf(config, policy), classed(name), (one) => amend(one, { list: typed?.list })),
      ),
  }),
];
