import type { FastifyReply } from 'fastify';
import type { Failure } from './contract.ts';

/** Answers with what is wrong and what to do about it. */
export const fail = (reply: FastifyReply, status: number, error: string, fix?: string): FastifyReply =>
  reply.code(status).send({ error, ...(fix === undefined ? {} : { fix }) } satisfies Failure);
