import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type BookedEvent, bookedEvent } from './event.ts';

/** The statement that {@link listCommand} runs. */
export const commandLister = (database: DatabaseSync): StatementSync =>
  database.prepare(
    `INSERT INTO command (id, time, user, nas, port, peer, privilege, command) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );

/** Puts a record of a command into the list of commands. */
export function listCommand(lister: StatementSync, id: number, event: BookedEvent): void {
  const { time, user, nas, port, peer, privilege, command } = event;
  lister.run(id, time, user, nas, port, peer, privilege ?? null, command);
}

/** Lists the commands of records that were booked before there was a list, in one transaction. */
export function listOldCommands(database: DatabaseSync): void {
  const old = Number(database.prepare('SELECT old FROM progress').get()?.old ?? 0);
  if (old === 0) return;
  const lister = commandLister(database);
  const records = database.prepare("SELECT id, source, received, data FROM record WHERE id <= ? AND type = 'commands'");
  database.exec('BEGIN IMMEDIATE');
  for (const { id, source, received, data } of records.iterate(old)) {
    if (!(data instanceof Uint8Array)) continue;
    const entry = { protocol: 'tacacs+', address: String(source), port: 0, received: Number(received), data } as const;
    const event = bookedEvent(entry);
    if (event !== undefined) listCommand(lister, Number(id), event);
  }
  database.exec('UPDATE progress SET old = 0');
  database.exec('COMMIT');
}
