/** Screens of 3270 hosts: the c3270 program on a terminal of its own, and the metered connection that it works on. */
export { type Emulator, emulatorRemote } from './emulator-remote.ts';
export { systemEmulator } from './system-emulator.ts';
