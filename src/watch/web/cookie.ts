/**
 * The cookie that says who is signed in. Cookies know no ports, so the name has the port in it: a gateway and a security
 * server on one host don't sign each other's users out. Under TLS the prefix `__Host-` keeps other hosts from setting it.
 */
export const cookieName = (port: number, secure: boolean): string =>
  `${secure ? '__Host-' : ''}tollgate-${Math.trunc(port)}`;

/** Value of Set-Cookie; an empty token takes the cookie away. */
export const setCookie = (name: string, token: string, secure: boolean): string =>
  [
    `${name}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
    ...(token === '' ? ['Max-Age=0'] : []),
  ].join('; ');

/** A value in a Cookie header; `undefined`: it is not there. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
