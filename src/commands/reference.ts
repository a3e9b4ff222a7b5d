import { manual } from '../ios/index.ts';
import { tollgateLanguage } from './language.ts';

const introduction = `# Command reference

Made from the declarations of the commands by \`npm run docs\`: don't edit it.

Words can be abbreviated as long as they stay unambiguous, \`?\` shows what may come next, and Tab completes a word. In what follows,
\`[…]\` may be left out, \`{… | …}\` is a choice, \`...\` says that what stands before it may be repeated; capitals and \`<1-9>\` stand for
what you put there. Exec commands need privilege level 1 and configuration commands 15 unless they say otherwise.

Every \`show\` command takes a filter: \`| include REGEX\`, \`| exclude REGEX\`, \`| begin REGEX\`, \`| section REGEX\` or \`| count REGEX\`.
In configuration modes \`do\` runs an exec command, \`no\` takes a line back, \`default\` sets what it configures to its default,
\`exit\` leaves the mode, and \`end\` or Ctrl-Z leaves all of them.`;

/** The place of a heading in the page, as GitHub names it. @param before headings above it with the same title */
function anchor(title: string, before: readonly string[]): string {
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
  return before.length === 0 ? slug : `${slug}-${before.length}`;
}

/** `docs/command-reference.md`: every command of every mode, with its forms, its words and what it does. */
export function commandReference(): string {
  const chapters = manual(tollgateLanguage);
  const titles = [...chapters.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
  const contents = titles.map((title, index) => {
    const before = titles.slice(0, index).filter((other) => other === title);
    return `- [${title}](#${anchor(title, before)})`;
  });
  return `${introduction}\n\n${contents.join('\n')}\n\n${chapters}`;
}
