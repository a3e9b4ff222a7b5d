/**
 * Sessions in which something is missing or wrong, as the partial index `session_gap` and the questions that use it must
 * both say it, letter by letter.
 */
export const gapCondition = "(starts = 0 OR state = 'lost' OR backwards > 0 OR longest_gap > 3 * shortest_gap)";

/** A time of the books as people read it, UTC. */
const date = (column: string, name: string): string => `datetime(${column} / 1000, 'unixepoch') AS ${name}`;

/** Milliseconds of a day. */
export const day = 86_400_000;

/**
 * Second version of the books: what reports are made from. `progress.old`: the commands of records up to this id are not
 * in `command` yet (books of version 1); the assembler lists them when it starts.
 */
export const reportsMigration = `
   ALTER TABLE progress ADD COLUMN old INTEGER NOT NULL DEFAULT 0;
   UPDATE progress SET old = record;

   ALTER TABLE session ADD COLUMN group_name TEXT NOT NULL DEFAULT '';   -- of the user or tunnel (isakmp-group-id)
   ALTER TABLE session ADD COLUMN peer TEXT NOT NULL DEFAULT '';         -- IPsec peer, else caller
   ALTER TABLE session ADD COLUMN shortest_gap INTEGER;                  -- between interim records, milliseconds
   ALTER TABLE session ADD COLUMN longest_gap INTEGER;                   -- between any two records
   ALTER TABLE session ADD COLUMN backwards INTEGER NOT NULL DEFAULT 0;  -- later records that counted less
   UPDATE session SET peer = caller;
   CREATE INDEX session_user ON session (user);
   CREATE INDEX session_gap ON session (id) WHERE ${gapCondition};
   CREATE INDEX record_session ON record (session, nas);

   CREATE TABLE command (
     id        INTEGER PRIMARY KEY,  -- of its record
     time      INTEGER NOT NULL,
     user      TEXT NOT NULL,
     nas       TEXT NOT NULL,
     port      TEXT NOT NULL,
     peer      TEXT NOT NULL,
     privilege INTEGER,
     command   TEXT NOT NULL
   );
   CREATE INDEX command_user ON command (user);

   CREATE TABLE usage (
     day         INTEGER NOT NULL,  -- since 1970, UTC; of a month: its first
     span        TEXT NOT NULL,     -- day, month
     user        TEXT NOT NULL,
     nas         TEXT NOT NULL,
     group_name  TEXT NOT NULL,
     peer        TEXT NOT NULL,
     type        TEXT NOT NULL,
     sessions    INTEGER NOT NULL,  -- that began to be known
     seconds     INTEGER NOT NULL,
     bytes_in    INTEGER NOT NULL,
     bytes_out   INTEGER NOT NULL,
     packets_in  INTEGER NOT NULL,
     packets_out INTEGER NOT NULL,
     PRIMARY KEY (day, span, user, nas, group_name, peer, type)
   ) WITHOUT ROWID;
   INSERT INTO usage
     SELECT last_time / ${day} AS day, 'day', user, nas, group_name, peer, type, count(*), CAST(total(duration) AS INTEGER),
       CAST(total(bytes_in) AS INTEGER), CAST(total(bytes_out) AS INTEGER),
       CAST(total(packets_in) AS INTEGER), CAST(total(packets_out) AS INTEGER)
     FROM session GROUP BY day, user, nas, group_name, peer, type;

   CREATE VIEW records AS SELECT id, ${date('time', 'time')}, ${date('received', 'received')}, protocol, type, kind, nas,
     source, user, port, caller, session, copies FROM record;
   CREATE VIEW sessions AS SELECT id, protocol, type, nas, session, user, group_name AS "group", port, peer, address, state,
     ${date('start_time', 'started')}, ${date('last_time', 'last_news')}, ${date('stop_time', 'ended')},
     duration AS seconds, bytes_in, bytes_out, packets_in, packets_out, cause, starts, interims, stops, copies FROM session;
   CREATE VIEW open_sessions AS SELECT * FROM sessions WHERE state = 'open';
   CREATE VIEW commands AS SELECT id, ${date('time', 'time')}, user, nas, port, peer, privilege, command FROM command;
   CREATE VIEW usage_by_day AS SELECT date(day * 86400, 'unixepoch') AS date, span, sum(sessions) AS sessions,
     sum(seconds) AS seconds, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out FROM usage GROUP BY day, span;
   CREATE VIEW usage_by_user AS SELECT user, sum(sessions) AS sessions, sum(seconds) AS seconds, sum(bytes_in) AS bytes_in,
     sum(bytes_out) AS bytes_out, date(min(day) * 86400, 'unixepoch') AS first_day,
     date(max(day) * 86400, 'unixepoch') AS last_day FROM usage GROUP BY user;
   CREATE VIEW usage_details AS SELECT date(day * 86400, 'unixepoch') AS date, span, user, group_name AS "group", peer, nas,
     type, sessions, seconds, bytes_in, bytes_out, packets_in, packets_out FROM usage;
   CREATE VIEW suspicious_sessions AS SELECT id, session, nas, user, type, state, ${date('start_time', 'started')},
     ${date('last_time', 'last_news')}, starts = 0 AS no_start, state = 'lost' AS no_stop,
     coalesce(longest_gap > 3 * shortest_gap, 0) AS interim_gap, backwards AS counters_went_back
     FROM session WHERE ${gapCondition};`;
