import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../base/clock.ts';
import type { EventLog } from '../../base/event-log.ts';
import type { UsageKey } from './contract.ts';
import { fail } from './failure.ts';
import { disconnectLevel, type Signed, type WebView } from './view.ts';

export interface DataDeps {
  readonly view: WebView;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly signed: (request: FastifyRequest) => Signed | undefined;
}

const usageKeys: readonly UsageKey[] = ['user', 'group', 'peer', 'nas', 'day'];
const day = 86_400_000;
/** Rows that an answer has at most. */
const mostRows = 500;

type Query = Readonly<Record<string, unknown>>;
const queryOf = ({ query }: FastifyRequest): Query => (typeof query === 'object' && query !== null ? { ...query } : {});
const text = (query: Query, name: string): string => {
  const value = query[name];
  return typeof value === 'string' ? value.slice(0, 200) : '';
};
/** A whole number of the query, milliseconds since 1970. */
const time = (query: Query, name: string, otherwise: number): number => {
  const value = text(query, name);
  return /^\d{1,15}$/.test(value) ? Number(value) : otherwise;
};

/** The answers of the page's views; everybody who comes here is signed in. */
export function dataRoutes(app: FastifyInstance, { view, log, clock, signed }: DataDeps): void {
  app.get<{ Params: { id: string } }>('/api/sessions/:id', async (request, reply) => {
    const page = await view.session(request.params.id);
    if (page === undefined) return gone(reply);
    const privilege = signed(request)?.privilege ?? 0;
    return reply.send({ ...page, disconnect: page.disconnect && privilege >= disconnectLevel });
  });

  app.post<{ Params: { id: string } }>('/api/sessions/:id/disconnect', async (request, reply) => {
    const who = signed(request);
    if (view.disconnect === undefined) return fail(reply, 404, 'Sessions cannot be ended from here.');
    if (who === undefined || who.privilege < disconnectLevel)
      return fail(
        reply,
        403,
        `Ending a session needs privilege level ${disconnectLevel}.`,
        'Sign in as somebody who has it.',
      );
    const outcome = await view.disconnect(request.params.id, who);
    if (outcome.outcome === 'not-found') return gone(reply);
    if (outcome.outcome === 'failed') return fail(reply, 409, 'The session was not ended.', outcome.reason);
    return reply.code(204).send();
  });

  const searched = (request: FastifyRequest) => {
    const query = queryOf(request);
    return { text: text(query, 'text'), since: time(query, 'since', clock.now() - 7 * day), limit: mostRows };
  };
  // A view that the box doesn't have has no address either.
  if (view.ended !== undefined)
    app.get('/api/ended', async (request) => view.ended?.({ text: text(queryOf(request), 'text'), limit: mostRows }));
  if (view.crypto !== undefined) app.get('/api/crypto', async () => view.crypto?.());
  if (view.books !== undefined) app.get('/api/books', async () => view.books?.());
  if (view.commands !== undefined) app.get('/api/commands', async (request) => view.commands?.(searched(request)));
  if (view.gaps !== undefined) app.get('/api/gaps', async (request) => view.gaps?.(searched(request)));
  if (view.usage !== undefined)
    app.get('/api/usage', async (request, reply) => {
      const query = queryOf(request);
      const by = usageKeys.find((key) => key === (text(query, 'by') || 'user'));
      if (by === undefined) return fail(reply, 400, `Usage is given by ${usageKeys.join(', ')}.`);
      const until = time(query, 'until', clock.now());
      return view.usage?.({ by, since: time(query, 'since', until - 7 * day), until });
    });
  app.setErrorHandler(async (error: FastifyError, _, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) return fail(reply, error.statusCode, error.message);
    log.message('WEB', 3, 'ANSWER_FAIL', error.message);
    return fail(reply, 500, 'The answer could not be worked out.', 'The reason is in the log of this box.');
  });
}

const gone = (reply: FastifyReply): FastifyReply =>
  fail(reply, 404, 'There is no such session.', 'It may have ended, and its records may have been removed since.');
