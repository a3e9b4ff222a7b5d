export { emptyVrrsConfig, type VrrpUnit, type VrrsConfig, type VrrsGroupConfig } from './config.ts';
export { NotifyFifo } from './notify-fifo.ts';
export type { VrrsServerView, VrrsState, VrrsView } from './views.ts';
export { VrrsSource, type VrrsSourceDeps } from './vrrs-source.ts';
