import type { AttributeDefinition } from '../row.ts';

/** A command that was typed, and the one that an outbound connection is made by. */
export const commandRows: readonly AttributeDefinition[] = [
  {
    fact: 'commandPrivilege',
    meaning: 'Privilege level of the command',
    tacacs: { name: 'priv-lvl', order: 90, types: ['commands'], value: (x) => x.facts.commandPrivilege },
  },
  {
    fact: 'command',
    meaning: 'The command line, masked',
    tacacs: {
      name: 'cmd',
      order: 100,
      types: ['commands', 'connection'],
      value: (x) =>
        x.facts.command === undefined || x.type !== 'commands' ? x.facts.command : `${x.facts.command} <cr>`,
    },
  },
];
