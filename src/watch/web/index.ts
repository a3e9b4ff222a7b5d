/**
 * The web page: who is connected, what was accounted for, whether the books balance. The same page for the gateway and for
 * the security server; a view (view.ts) says what there is to show, and `webPage` makes routes of it.
 */
export { GatewayView, type GatewayViewDeps, type WebLists } from './gateway/gateway-view.ts';
export { type WebDeps, webPage } from './routes.ts';
export { type GatewayReports, gatewayReports } from './server/gateway-reports.ts';
export { type ServerViewDeps, serverView } from './server/server-view.ts';
export { type Credentials, disconnectLevel, type SignInOutcome, type WebView } from './view.ts';
