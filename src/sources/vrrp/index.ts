export { emptyVrrsConfig, type VrrpUnit, type VrrsConfig, type VrrsGroupConfig } from './config.ts';
export { NotifyFifo } from './notify-fifo.ts';
export { type VrrsServerView, VrrsSource, type VrrsSourceDeps, type VrrsState, type VrrsView } from './vrrs-source.ts';
