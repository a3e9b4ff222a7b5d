import assert from 'node:assert/strict';
import { attribute, codes } from '../../protocols/radius/index.ts';
import type { AaaConfig } from '../config.ts';
import type { GroupAnswer, RadiusGroup, Transmission } from '../groups/group.ts';
import type { RadiusPacket } from '../wire.ts';
import { type bench, radiusServer } from './bench.ts';
import type { Behaviour } from './fake-radius.ts';

export const stored: Behaviour = () => ({ code: codes['Accounting-Response'] });
export const minute = 60_000;

/** The attributes of a record. */
export const record =
  (status: 'Start' | 'Stop' | 'Interim-Update' = 'Start') =>
  (transmission: Transmission) => [
    attribute('Acct-Session-Id', '0000000A'),
    attribute('Acct-Status-Type', status),
    attribute('NAS-IP-Address', transmission.nasAddress),
    attribute('Acct-Delay-Time', Math.floor(transmission.attempt)),
  ];

/** A group of RADIUS servers, which there is. */
export function radius(at: ReturnType<typeof bench>, name = 'radius'): RadiusGroup {
  const group = at.aaa.groups.get(name);
  assert.ok(group?.protocol === 'radius');
  return group;
}

/** Sends one record and lets time pass until it is answered or given up. */
export async function account(at: ReturnType<typeof bench>, group = radius(at), build = record()) {
  const answers: GroupAnswer<RadiusPacket>[] = [];
  group.account(0x10, build, (answer) => answers.push(answer));
  for (let second = 0; second < 600 && answers.length === 0; second++) await at.clock.advance(1000);
  assert.equal(answers.length, 1, 'answered exactly once');
  const [answer] = answers;
  assert.ok(answer);
  return answer;
}

/** `r1812` of an answer; the reason when there is none. */
export const who = (answer: GroupAnswer<unknown>): string =>
  answer.outcome === 'answered' ? answer.server.name : answer.reason;

/** Two servers that are dead after a second of silence and three packets in vain, for five minutes. */
export const mortal: Partial<AaaConfig> = {
  radiusServers: [radiusServer(1812), radiusServer(2812)],
  radius: { timeout: 1, retransmit: 3, deadtime: 5, deadCriteria: { time: 1, tries: 3 } },
};
