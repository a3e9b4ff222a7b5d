import type { AaaMethod } from '../config.ts';

/** What one method of a list said. Only `error` (no answer) lets the next method be asked. */
export type MethodAnswer<T> =
  | { readonly answer: 'pass'; readonly value: T }
  | { readonly answer: 'fail'; readonly message?: string }
  /**
   * `unknown-user`: the name is not in the local table. The next method may know it, but a method that checks nothing
   * must not let it in.
   */
  | { readonly answer: 'error'; readonly cause: 'no-response' | 'not-configured' | 'unknown-user' }
  | { readonly answer: 'aborted' };

export type WalkResult<T> =
  | { readonly result: 'pass'; readonly value: T; readonly method: AaaMethod }
  | { readonly result: 'fail'; readonly message?: string; readonly method: AaaMethod }
  /** Every method failed to answer. */
  | { readonly result: 'exhausted' }
  | { readonly result: 'aborted' };

const checksNothing = (method: AaaMethod): boolean => method.method === 'none' || method.method === 'if-authenticated';

/** Tries the methods of a list from left to right; the next one only when one gave no answer. */
export async function walkMethods<T>(
  methods: readonly AaaMethod[],
  tryMethod: (method: AaaMethod) => Promise<MethodAnswer<T>>,
): Promise<WalkResult<T>> {
  let unknownAt: AaaMethod | undefined;
  for (const method of methods) {
    if (unknownAt !== undefined && checksNothing(method)) break;
    const answer = await tryMethod(method);
    switch (answer.answer) {
      case 'pass':
        return { result: 'pass', value: answer.value, method };
      case 'fail':
        return { result: 'fail', method, ...(answer.message === undefined ? {} : { message: answer.message }) };
      case 'aborted':
        return { result: 'aborted' };
      case 'error':
        if (answer.cause === 'unknown-user') unknownAt = method;
    }
  }
  return unknownAt === undefined ? { result: 'exhausted' } : { result: 'fail', method: unknownAt };
}

/** The list of that name, else `default`, else `undefined`: an undefined name is not an error. */
export function pickList<L extends { readonly name: string }>(lists: readonly L[], name: string): L | undefined {
  return lists.find((list) => list.name === name) ?? lists.find((list) => list.name === 'default');
}

/** A method as `show aaa method-lists` prints it. */
export const methodText = (method: AaaMethod): string =>
  method.method === 'group' ? `SERVER_GROUP ${method.group}` : method.method.toUpperCase().replaceAll('-', '_');
