/** Why a record is stuck, in words, and what to do about it. */
export interface Why {
  readonly text: string;
  readonly fix: string;
}

/** What servers say that delivery cannot know: how many answers came, and how many of them another key had signed. */
export interface AnsweringServers {
  readonly radius: readonly {
    readonly name: string;
    readonly accounting: { readonly badAuthenticators: number; readonly successes: number };
  }[];
}

interface Case {
  readonly matches: RegExp;
  readonly text: (group: string) => string;
  readonly fix: string;
}

/** What delivery says of a group, in the words of `show accounting outbox`, as whole sentences. */
const cases: readonly Case[] = [
  {
    matches: /^timeout$/,
    text: (group) => `No server of group ${group} answers.`,
    fix: 'Does it run, is the way there open, and do both sides have the same key? Many servers are silent when the key is another.',
  },
  {
    matches: /^all-dead$/,
    text: (group) => `Every server of group ${group} is marked dead and is left alone until its deadtime is over.`,
    fix: 'Find out why they do not answer; after the deadtime they are asked again by themselves.',
  },
  {
    matches: /wrong key/,
    text: (group) => `What the server of group ${group} says cannot be read: it has another key.`,
    fix: 'Set the same "key" at both sides.',
  },
  {
    matches: /connection refused/,
    text: (group) => `At the address and port of group ${group} nothing listens.`,
    fix: 'Start the server, or put its address and port right.',
  },
  {
    matches: /unreachable|timeout \(connecting\)/,
    text: (group) => `There is no way to the server of group ${group}.`,
    fix: 'Look at the network between here and there.',
  },
  {
    matches: /name not found/,
    text: (group) => `The name of the server of group ${group} has no address.`,
    fix: 'Put the name or the DNS right.',
  },
  {
    matches: /connection closed/,
    text: (group) => `The server of group ${group} hangs up without an answer.`,
    fix: 'Does it know this gateway as a client? Its log says.',
  },
  {
    matches: /^(timeout|.* timeout)/,
    text: (group) => `The servers of group ${group} take connections and do not answer in time.`,
    fix: 'Look at their load, or give them more "timeout".',
  },
  {
    matches: /server error/,
    text: (group) => `The server of group ${group} answers that it failed.`,
    fix: 'Its log says why: often its disk or its database.',
  },
  {
    matches: /^unknown-group$/,
    text: (group) => `There is no group ${group} any more.`,
    fix: 'Configure it again, and what waits is sent.',
  },
  {
    matches: /^no-servers$/,
    text: (group) => `No server of group ${group} takes accounting records.`,
    fix: 'Give it a server with an address, a port and a key.',
  },
  {
    matches: /^RADIUS has no record/,
    text: (group) => `Group ${group} is of RADIUS, which has no records of commands.`,
    fix: 'Name a TACACS+ group in the list of commands.',
  },
  {
    matches: /^not-encodable$|unreadable/,
    text: (group) => `The record cannot be written for group ${group}.`,
    fix: 'Keep the state directory and report it: it must not happen.',
  },
];

/**
 * @param reason of the last try, `GROUP: what happened` for each group that was asked, with commas between
 */
export function whyStuck(reason: string | undefined, snapshot: AnsweringServers): Why {
  if (reason === undefined || reason === '') return { text: 'Nobody answered.', fix: '' };
  const doubted = snapshot.radius.filter(
    ({ accounting }) => accounting.badAuthenticators > 0 && accounting.successes === 0,
  );
  const told = reason.split(/, (?=[^\s,:]+: )/).map((part): Why => {
    const [, group = '', what = part] = /^([^\s,:]+): (.*)$/s.exec(part) ?? [];
    const known = cases.find(({ matches }) => matches.test(what));
    if (known === undefined) return { text: group === '' ? what : `Group ${group}: ${what}.`, fix: '' };
    return { text: known.text(group), fix: known.fix };
  });
  const keys = doubted.map(({ name }) => ({
    text: `Server ${name} answers with another key.`,
    fix: 'Set the same "key" at both sides.',
  }));
  const all = [...told, ...keys];
  return {
    text: all.map(({ text }) => text).join(' '),
    fix: [...new Set(all.map(({ fix }) => fix).filter((fix) => fix !== ''))].join(' '),
  };
}
