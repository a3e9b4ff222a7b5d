import type { About } from './declared.ts';
import type { Language } from './language.ts';
import { usage } from './listing.ts';
import { childrenOf } from './node.ts';
import type { GrammarNode, Rule } from './rule.ts';

/** The command reference as Markdown, from the declarations: one chapter per mode, one section per command. */
export function manual(language: Language<unknown, unknown, unknown>): string {
  const chapters = [
    chapter(
      language.exec.mode.title,
      undefined,
      language.exec.declarations.map((one) => commandText(one, 1)),
    ),
  ];
  for (const { mode, declarations } of language.modes.values()) {
    const prompt = `Prompt: \`router(${mode.prompt})#\``;
    chapters.push(
      chapter(
        mode.title,
        prompt,
        declarations.map((one) => commandText(one, 15)),
      ),
    );
  }
  return `${chapters.join('\n\n')}\n`;
}

function chapter(title: string, introduction: string | undefined, commands: readonly string[]): string {
  return [`## ${title}`, ...(introduction === undefined ? [] : [introduction]), ...commands].join('\n\n');
}

interface Described extends About {
  readonly kind: string;
  readonly syntax: Rule<unknown>;
  readonly negation?: Rule<unknown> | undefined;
  readonly into?: { readonly title: string; readonly prompt: string } | undefined;
}

function commandText(command: Described, usualLevel: number): string {
  const parts = [`### \`${heading(command.syntax.node)}\``];
  if (command.extension === true) parts.push('*Extension: IOS has no such command.*');
  if (command.kind === 'kept') parts.push('*Kept and written back; it has no effect.*');
  if (command.summary !== undefined) parts.push(command.summary);
  const forms = [usage(command.syntax.node)];
  if (command.negation !== undefined) forms.push(`no ${usage(command.negation.node)}`);
  parts.push(`\`\`\`\n${forms.join('\n')}\n\`\`\``);
  const rows = words(command.syntax.node);
  parts.push(
    [
      '| Word | Meaning |',
      '| --- | --- |',
      ...rows.map(([word, help]) => `| \`${cell(word)}\` | ${cell(help)} |`),
    ].join('\n'),
  );
  if (command.into !== undefined) parts.push(`Enters: ${command.into.title} (\`${command.into.prompt}\`).`);
  if (command.defaultText !== undefined) parts.push(`Default: ${command.defaultText}`);
  const level = command.privilege ?? usualLevel;
  if (level !== usualLevel) parts.push(`Privilege level: ${level}.`);
  if (command.notes !== undefined) parts.push(command.notes);
  return parts.join('\n\n');
}

/** The keywords that a command begins with, or all of its usage when it begins otherwise. */
function heading(node: GrammarNode): string {
  const leading: string[] = [];
  for (const one of flatten(node)) {
    if (one.kind !== 'keyword') break;
    leading.push(one.word);
  }
  return leading.length > 0 ? leading.join(' ') : usage(node);
}

const flatten = (node: GrammarNode): readonly GrammarNode[] =>
  node.kind === 'sequence' ? node.fields.flatMap((field) => flatten(field.of)) : [node];

/** Every word with its help, once, in the order of the line. */
function words(node: GrammarNode): readonly (readonly [string, string])[] {
  const found = new Map<string, readonly [string, string]>();
  const walk = (one: GrammarNode): void => {
    if (one.kind === 'keyword') found.set(`${one.word}\n${one.help}`, [one.word, one.help]);
    if (one.kind === 'argument') found.set(`${one.shape}\n${one.help}`, [one.shape, one.help]);
    for (const child of childrenOf(one)) walk(child);
  };
  walk(node);
  return [...found.values()];
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
