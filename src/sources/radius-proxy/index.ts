export type { LoginOwner, RequestLists } from './access.ts';
export * from './config.ts';
export type { Login } from './logins.ts';
export { PassingOn } from './passing-on.ts';
export { proxySource } from './proxy-sessions.ts';
export { type ProxyClientState, RadiusProxy, type RadiusProxyDeps } from './radius-proxy.ts';
export type { Live } from './roll.ts';
