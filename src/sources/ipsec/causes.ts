import type { TerminateCause } from '../../accounting/index.ts';
import { disconnectReasons } from '../control/index.ts';
import type { EndCause } from './sessions/session.ts';

/** What the books say of an end. `disconnectCause`: Ascend Disconnect-Cause + 1000; 1000 is "No Reason". */
export const endings: Readonly<Record<EndCause, { readonly cause: TerminateCause; readonly disconnectCause: number }>> =
  {
    peer: { cause: 'user-request', disconnectCause: 1000 },
    'dead-peer': { cause: 'lost-carrier', disconnectCause: 1011 },
    idle: { cause: 'idle-timeout', disconnectCause: 1021 },
    lifetime: { cause: 'session-timeout', disconnectCause: 1100 },
    'charon-stopped': { cause: 'admin-reboot', disconnectCause: 1000 },
    'charon-gone': { cause: 'nas-error', disconnectCause: 1000 },
    ...disconnectReasons,
  };
