import type { Failure, Me } from '../contract.ts';

/** An answer that is none: what is wrong, and what to do about it. */
export class ApiError extends Error {
  readonly status: number;
  readonly fix: string | undefined;

  constructor(status: number, { error, fix }: Failure) {
    super(error);
    this.status = status;
    this.fix = fix;
  }
}

let hear = (): void => {};
/** What is done when the server says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): void {
  hear = listener;
}
export const signedOut = (): void => hear();

async function ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`./api/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch {
    throw new ApiError(0, { error: 'The server does not answer.', fix: 'Is it running? The page tries again.' });
  }
  if (response.ok) return response;
  const failure: Failure = await response
    .json()
    .catch(() => ({ error: `The server answered ${response.status} ${response.statusText}.` }));
  if (response.status === 401 && path !== 'sign-in') signedOut();
  throw new ApiError(response.status, failure);
}

/** What the contract says of the path. */
export async function get<T>(path: string): Promise<T> {
  return (await ask('GET', path)).json();
}

/** Who is signed in; `undefined`: nobody. */
export async function whoAmI(): Promise<Me | undefined> {
  const response = await ask('GET', 'me');
  return response.status === 204 ? undefined : response.json();
}

/** What the answer's body says; `undefined`: it is empty. */
export async function post<T>(path: string, body?: unknown): Promise<T | undefined> {
  const response = await ask('POST', path, body);
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}
