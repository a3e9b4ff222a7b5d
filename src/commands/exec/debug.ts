import { type DebugTopic, debugTopics } from '../../base/event-log.ts';
import { as, choice, command, kw, map, opt, type Rule, refuse, seq } from '../../ios/index.ts';
import { debugTitles, partOf, showDebugging, showSwitched } from './debug-screens.ts';
import { exec, show } from './mode.ts';

const topic = <const T extends DebugTopic>(name: T) => as(kw(name.split(' ').at(-1) ?? name, debugTitles[name]), name);

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

const off = (words: Parameters<typeof seq>[0]) =>
  command(
    exec,
    seq({ ...words, what: choice(every, topics) }),
  )({
    privilege: 15,
    summary: 'Switches debug output off, all of it with `all`.',
    run({ what }, io, { services: { logging } }) {
      if (what === 'all') {
        logging.setDebug(debugTopics, false);
        return io.print('All possible debugging has been turned off');
      }
      const { topic: chosen } = what;
      const part = partOf[chosen];
      return io.print(showSwitched(chosen, logging.setDebug(part === undefined ? [chosen] : [chosen, part], false)));
    },
  });

/** What is traced, to the log and to terminals that monitor. */
export const debugCommands = [
  command(
    exec,
    seq({ _debug: kw('debug', 'Debugging functions'), what: choice(every, topics) }),
  )({
    privilege: 15,
    summary: 'Switches debug output of a topic on, for the whole box; of all topics only after a `yes`.',
    async run({ what }, io, { services: { logging } }) {
      if (what !== 'all') return io.print(showSwitched(what.topic, logging.setDebug([what.topic], true)));
      const question = 'This may severely impact network performance. Continue? (yes/[no]): ';
      const answer = await io.ask(question, { echo: true });
      if (answer === undefined || !/^y(?:es)?$/i.test(answer.trim())) return refuse('');
      logging.setDebug(debugTopics, true);
      return io.print('All possible debugging has been turned on');
    },
  }),
  off({ _undebug: kw('undebug', 'Disable debugging functions') }),
  off({ _no: kw('no', 'Disable debugging functions'), _debug: kw('debug', 'Debugging functions') }),
  command(
    exec,
    seq({ _show: show, _debugging: kw('debugging', 'State of each debugging option') }),
  )({
    privilege: 15,
    summary: 'Lists the topics that are switched on.',
    run(_value, io, { services }) {
      const text = showDebugging(services.logging.debugTopics);
      if (text !== '') io.print(text);
    },
  }),
];
