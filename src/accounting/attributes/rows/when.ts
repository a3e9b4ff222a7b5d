import type { RecordType } from '../../config.ts';
import type { RecordKind } from '../../record.ts';

/** Records that say how a session went; interims carry everything of a Stop but its cause (RFC 2869 §2.1). */
export const running: readonly RecordKind[] = ['interim', 'stop'];
export const ends: readonly RecordKind[] = ['stop'];
export const ofUsers: readonly RecordKind[] = ['start', 'interim', 'stop'];
/** Types with something to count. */
export const counted: readonly RecordType[] = ['network', 'connection', 'resource', 'auth-proxy', 'dot1x', 'identity'];
/** Types with a duration of their own. A command has none. */
export const timed: readonly RecordType[] = ['exec', ...counted];
export const net: readonly RecordType[] = ['network', 'auth-proxy', 'dot1x', 'identity'];
