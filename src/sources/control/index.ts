export * from './session-control.ts';
