import type { ReportedSession, Reports } from '../../../security-server/reports/index.ts';
import { causeText } from '../causes.ts';
import type { LiveRow } from '../contract.ts';
import type { WebView } from '../view.ts';

/** A session of the books as a row of the page. Ids begin with `r`, so that none is taken for one of the gateway. */
export const reportedRow = (session: ReportedSession): LiveRow => [
  `r${session.id}`,
  session.session,
  session.type,
  session.user,
  session.port,
  session.peer,
  session.address,
  session.nas,
  session.start ?? session.last,
  session.bytesIn ?? 0,
  session.bytesOut ?? 0,
];

/** Why a session of the books is over. */
export const reportedCause = ({ state, cause }: ReportedSession): string =>
  state === 'lost' ? 'Its NAS restarted, and no Stop came' : causeText(cause);

const fields = ['user', 'nas'] as const;

/** `user:ann configure term*` asks for user `ann` and for the rest anywhere in the command. */
function commandWords(text: string): { readonly user?: string; readonly nas?: string; readonly match?: string } {
  const found: { user?: string; nas?: string } = {};
  const rest = text.split(/\s+/).filter((word) => {
    const field = fields.find((name) => word.startsWith(`${name}:`));
    if (field !== undefined) found[field] = word.slice(field.length + 1);
    return field === undefined && word !== '';
  });
  return { ...found, ...(rest.length === 0 ? {} : { match: rest.join(' ') }) };
}

/** Usage, commands and gaps from the books of a security server. */
export function reportParts(reports: Reports): Required<Pick<WebView, 'usage' | 'commands' | 'gaps'>> {
  return {
    async usage({ by, since, until }) {
      const { rows, more } = await reports.usage({ by, since, until, limit: 500 });
      return { by, since, until, rows, more };
    },
    async commands({ text, since, limit }) {
      const { rows, next } = await reports.commands({ ...commandWords(text), since, limit });
      const commands = rows.map(({ time, user, nas, port, peer, privilege, command }) => ({
        ...{ time, user, nas, port, caller: peer, privilege },
        // IOS ends what was typed with it; nobody wants to read it.
        command: command.replace(/ <cr>$/, ''),
      }));
      return { commands, more: next !== undefined };
    },
    async gaps({ since, limit }) {
      const { rows, next } = await reports.gaps({ since, limit });
      const gaps = rows.map(({ kind, text, session }) => ({
        ...{ kind, text, id: `r${session.id}` },
        ...{ session: session.session, nas: session.nas, user: session.user, time: session.start ?? session.last },
      }));
      return { gaps, more: next !== undefined };
    },
  };
}
