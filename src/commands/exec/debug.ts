import { type DebugTopic, debugTopics } from '../../base/event-log.ts';
import { as, choice, command, kw, map, opt, type Rule, seq } from '../../ios/index.ts';
import { exec, show } from './mode.ts';

/** What `show debugging` and the switch itself call each topic. */
const titles: Record<DebugTopic, string> = {
  'aaa accounting': 'AAA Accounting',
  'aaa authentication': 'AAA Authentication',
  'aaa authorization': 'AAA Authorization',
  radius: 'Radius protocol',
  'radius accounting': 'Radius protocol (accounting)',
  tacacs: 'TACACS access control',
  'tacacs accounting': 'TACACS+ accounting',
  'crypto isakmp aaa': 'Crypto ISAKMP AAA',
};

const topic = <const T extends DebugTopic>(name: T) => as(kw(name.split(' ').at(-1) ?? name, titles[name]), name);

/** `radius` alone is all of it, `radius accounting` a part. */
const wholeOr = (whole: 'radius' | 'tacacs', part: 'radius accounting' | 'tacacs accounting'): Rule<DebugTopic> =>
  map(
    opt(topic(part)),
    (chosen): DebugTopic => chosen ?? whole,
    (chosen) => (chosen === part ? part : undefined),
  );

const topics = choice(
  seq({
    _aaa: kw('aaa', 'AAA Authentication, Authorization and Accounting'),
    topic: choice(topic('aaa accounting'), topic('aaa authentication'), topic('aaa authorization')),
  }),
  seq({ _radius: kw('radius', 'RADIUS protocol'), topic: wholeOr('radius', 'radius accounting') }),
  seq({
    _tacacs: kw('tacacs', 'TACACS authentication and authorization'),
    topic: wholeOr('tacacs', 'tacacs accounting'),
  }),
  seq({
    _crypto: kw('crypto', 'Cryptographic subsystem'),
    _isakmp: kw('isakmp', 'ISAKMP key management'),
    topic: topic('crypto isakmp aaa'),
  }),
);

const every = kw('all', 'Every topic');
const switchText = (name: DebugTopic, on: boolean): string => `${titles[name]} debugging is ${on ? 'on' : 'off'}`;

const off = (words: Parameters<typeof seq>[0]) =>
  command(
    exec,
    seq({ ...words, what: choice(every, topics) }),
  )({
    privilege: 15,
    summary: 'Switches debug output off, all of it with `all`.',
    run({ what }, io, { services }) {
      if (what === 'all') {
        services.logging.setDebug(debugTopics, false);
        return io.print('All possible debugging has been turned off');
      }
      services.logging.setDebug([what.topic], false);
      return io.print(switchText(what.topic, false));
    },
  });

/** What is traced, to the log and to terminals that monitor. */
export const debugCommands = [
  command(
    exec,
    seq({ _debug: kw('debug', 'Debugging functions'), what: choice(every, topics) }),
  )({
    privilege: 15,
    summary: 'Switches debug output of a topic on, for the whole box.',
    run({ what }, io, { services }) {
      if (what === 'all') {
        services.logging.setDebug(debugTopics, true);
        return io.print('All possible debugging has been turned on');
      }
      services.logging.setDebug([what.topic], true);
      return io.print(switchText(what.topic, true));
    },
  }),
  off({ _undebug: kw('undebug', 'Disable debugging functions') }),
  off({ _no: kw('no', 'Disable debugging functions'), _debug: kw('debug', 'Debugging functions') }),
  command(
    exec,
    seq({ _show: show, _debugging: kw('debugging', 'State of each debugging option') }),
  )({
    summary: 'Lists the topics that are switched on.',
    run(_value, io, { services }) {
      for (const name of services.logging.debugTopics) io.print(`  ${switchText(name, true)}`);
    },
  }),
];
