export { charonListens } from './charon-listens.ts';
export { certificateRefusal } from './compile/certificate-maps.ts';
export type { TunnelDevice } from './compile/input.ts';
export { lackOf } from './compile/phase1.ts';
export * from './config.ts';
export { type CharonAccess, CryptoSource, type CryptoSourceDeps } from './crypto-source.ts';
export * from './snapshot.ts';
