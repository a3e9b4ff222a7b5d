import { reportsMigration } from './reports-schema.ts';

/**
 * `records.db`: the books. Written by the assembler alone, in WAL mode; any number of processes may read it meanwhile.
 * Times are milliseconds since 1970 (UTC). Texts are empty when the NAS did not say.
 *
 * - `record` holds every record once, in the order of arrival, with the packet as it came. A copy only counts up
 *   `copies`.
 * - `session` holds what is known of each session from its records, whatever order they came in.
 * - `usage` adds up what sessions used, by day; `command` lists commands; both follow the records in the same
 *   transaction. The views are named for people; docs/store.md describes them.
 * - `nas` holds when each NAS last said that it (re)started or stopped accounting.
 * - `progress` says how far the assembler is in the inbox; it changes in the transaction that books the records, so
 *   that a crash neither loses nor doubles any.
 */
export const recordsApplicationId = 0x7467_0a02;

export const recordsMigrations: readonly string[] = [
  `CREATE TABLE progress (
     only   INTEGER PRIMARY KEY CHECK (only = 1),
     batch  INTEGER NOT NULL,   -- last batch of the inbox that is in the books
     record INTEGER NOT NULL    -- last record id given out; ids only grow
   );
   INSERT INTO progress VALUES (1, 0, 0);

   CREATE TABLE record (
     id       INTEGER PRIMARY KEY,  -- order of arrival
     identity BLOB NOT NULL,        -- 16 octets; see identity.ts
     protocol TEXT NOT NULL,        -- radius, tacacs+
     type     TEXT NOT NULL,        -- exec, commands, network, connection, system, resource
     kind     TEXT NOT NULL,        -- start, interim, stop, on, off
     time     INTEGER NOT NULL,     -- when it happened
     received INTEGER NOT NULL,     -- when its first copy arrived
     copies   INTEGER NOT NULL,     -- how often it arrived
     source   TEXT NOT NULL,        -- address that it was sent from
     nas      TEXT NOT NULL,
     user     TEXT NOT NULL,
     port     TEXT NOT NULL,
     caller   TEXT NOT NULL,
     session  TEXT NOT NULL,        -- Acct-Session-Id, task_id
     data     BLOB NOT NULL         -- RADIUS: the Accounting-Request; TACACS+: body of the accounting REQUEST, in clear
   );
   CREATE UNIQUE INDEX record_identity ON record (identity);
   CREATE INDEX record_user ON record (user);

   CREATE TABLE session (
     id          INTEGER PRIMARY KEY,
     protocol    TEXT NOT NULL,
     nas         TEXT NOT NULL,
     session     TEXT NOT NULL,
     type        TEXT NOT NULL,
     user        TEXT NOT NULL,
     port        TEXT NOT NULL,
     caller      TEXT NOT NULL,
     address     TEXT NOT NULL,     -- given to the user, or host of an outbound connection
     state       TEXT NOT NULL,     -- open; stopped: its Stop is here; lost: the NAS restarted after its last record
     starts      INTEGER NOT NULL,  -- Start records: 0 means the Start is missing
     stops       INTEGER NOT NULL,  -- Stop records: 0 means the Stop is missing
     interims    INTEGER NOT NULL,
     copies      INTEGER NOT NULL,  -- repeated records that were not booked again
     start_time  INTEGER,           -- from the Start, else computed from a later record
     last_time   INTEGER NOT NULL,  -- newest record
     stop_time   INTEGER,           -- from the Stop; for a lost session the restart
     duration    INTEGER,           -- seconds
     bytes_in    INTEGER,
     bytes_out   INTEGER,
     packets_in  INTEGER,
     packets_out INTEGER,
     cause       TEXT NOT NULL      -- of the end
   );
   CREATE INDEX session_key ON session (session, nas);
   CREATE INDEX session_open ON session (nas) WHERE state = 'open';

   CREATE TABLE nas (
     protocol TEXT NOT NULL,
     nas      TEXT NOT NULL,
     restart  INTEGER NOT NULL,     -- time of its newest record that says that its sessions are gone
     PRIMARY KEY (protocol, nas)
   ) WITHOUT ROWID;`,
  reportsMigration,
];
