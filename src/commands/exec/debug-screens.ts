import type { DebugTopic } from '../../base/event-log.ts';

/** What IOS calls each topic; RADIUS has lines of its own. */
export const debugTitles: Record<DebugTopic, string> = {
  'aaa accounting': 'AAA Accounting',
  'aaa authentication': 'AAA Authentication',
  'aaa authorization': 'AAA Authorization',
  radius: 'Radius protocol',
  'radius accounting': 'Radius protocol (accounting)',
  tacacs: 'TACACS access control',
  'tacacs accounting': 'TACACS+ accounting',
  'crypto isakmp aaa': 'Crypto ISAKMP AAA',
};

/** A topic that is all of a protocol covers the part that has a topic of its own. */
export const partOf: Partial<Record<DebugTopic, DebugTopic>> = {
  radius: 'radius accounting',
  tacacs: 'tacacs accounting',
};

const state = (title: string, on: boolean): string => `${title} debugging is ${on ? 'on' : 'off'}`;

/** RADIUS has a switch for each thing that can be traced; the rest of IOS' switches is always off here. */
function radiusLines(topics: readonly DebugTopic[]): readonly string[] {
  const whole = topics.includes('radius');
  const accounting = topics.includes('radius accounting');
  const packets =
    accounting && !whole
      ? [state('Radius packet protocol (authentication)', false), state('Radius packet protocol (accounting)', true)]
      : [state('Radius packet protocol', whole)];
  return [
    state('Radius protocol', whole || accounting),
    state('Radius protocol brief', false),
    state('Radius protocol verbose', false),
    state('Radius packet hex dump', false),
    ...packets,
    state('Radius packet retransmission', false),
    state('Radius server fail-over', false),
  ];
}

/** What `debug TOPIC` and `undebug TOPIC` print. @param topics those that are on now */
export function showSwitched(topic: DebugTopic, topics: readonly DebugTopic[]): string {
  if (topic === 'radius' || topic === 'radius accounting') return radiusLines(topics).join('\n');
  return state(debugTitles[topic], topics.includes(topic));
}

const general: readonly DebugTopic[] = [
  'tacacs',
  'tacacs accounting',
  'aaa authentication',
  'aaa authorization',
  'aaa accounting',
];

/** `show debugging`: topics that are on, by subsystem; empty when none is. */
export function showDebugging(topics: readonly DebugTopic[]): string {
  const group = (title: string, names: readonly DebugTopic[]): readonly string[] => {
    const on = names.filter((name) => topics.includes(name)).map((name) => `  ${state(debugTitles[name], true)}`);
    return on.length === 0 ? [] : [title, ...on];
  };
  return [
    ...group('General OS:', general),
    ...group('Cryptographic Subsystem:', ['crypto isakmp aaa']),
    ...radiusLines(topics).filter((line) => line.endsWith(' on')),
  ].join('\n');
}
