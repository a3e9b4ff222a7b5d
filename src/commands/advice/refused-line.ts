/** Words that are typed at a prompt and have no place in a file. */
const execWords =
  /^(?:en(?:able)?|dis(?:able)?|conf(?:igure)? t(?:erminal)?|sh(?:ow)? .*|wr(?:ite)?(?: .*)?|copy .*|clear .*|reload)$/i;
/** `Device(config)# `, `Router>`: what a screen shows before what was typed. */
const promptText = /^[A-Za-z][\w.-]*(?:\s?\([\w+-]+\))?[#>]\s*(\S.*)$/;
/** `Device config-sg-tacacs+)# `: a prompt with a slip of its own. */
const brokenPrompt = /^[A-Za-z][\w.-]*\s[\w+-]+\)[#>]\s*(\S.*)$/;

const slips: readonly (readonly [RegExp, string])[] = [
  [/^crypto-(\w+)/, 'The words are apart: "crypto isakmp …".'],
  [
    /^crypto dynamic-map \S+ \d+ ipsec-isakmp$/,
    '"ipsec-isakmp" belongs to "crypto map"; a dynamic map has no such word.',
  ],
  [/^crypto isakmp peer \{/, 'Say "crypto isakmp peer address A.B.C.D" or "crypto isakmp peer hostname NAME".'],
  [
    /^aaa accounting system (?!default\b|guarantee-first\b)\S+ (?:start-stop|stop-only|none)\b/,
    'System accounting has no named lists: "aaa accounting system default …".',
  ],
  [/^aaa (?:accounting|dnis map) .*(?:\bgroup \S+\s+){4}group /, 'A list has at most four methods.'],
  [/^aaa accounting update periodic \d+-\d+$/, 'That is a range: give one number of minutes, from 1 to 71582.'],
  [
    /^aaa authentication login .*\b(?:krb5(?:-telnet)?|passwd-expiry|cache)\b/,
    'A method that is not supported: there are "group NAME", enable, line, local, local-case and none.',
  ],
  [
    /^aaa authentication (?:ppp|arap) .*\b(?:krb5|auth-guest|guest|line|cache)\b/,
    'A method that is not supported: there are "group NAME", if-needed, local, local-case and none.',
  ],
  [/^line aux \D/, 'The aux line has the number 0: "line aux 0".'],
  [/\{.*\}|\[.*\]/, 'Braces and brackets are of the manual: write only what they stand for.'],
];

/**
 * What may help with a line that was refused; `undefined` when there is nothing to say.
 * @param before the nearest line above that is not empty
 * @param broken whether that one was refused as incomplete, or was a comment
 */
export function adviseOnRefused(
  text: string,
  before: string | undefined,
  broken: 'incomplete' | 'comment' | undefined,
): string | undefined {
  const line = text.trim();
  if (execWords.test(line))
    return 'A command that is typed at the prompt, not a line of a configuration: leave it out.';
  const [, typed] = promptText.exec(line) ?? brokenPrompt.exec(line) ?? [];
  if (typed !== undefined) return `A prompt stands before it: leave that out and keep "${typed}".`;
  const slip = slips.find(([pattern]) => pattern.test(line));
  if (slip !== undefined) return slip[1];
  if (broken === undefined || before === undefined) return undefined;
  return broken === 'comment'
    ? 'Is it the rest of the comment above? Put both on one line, or begin this one with "!".'
    : `Is it the rest of the line above, which was broken? Write "${before.trim()} ${line}".`;
}
