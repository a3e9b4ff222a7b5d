import { execMode, kw } from '../../ios/index.ts';
import type { Session } from '../services.ts';

/** The mode of all exec commands. */
export const exec = execMode<Session>();

/** First words that many commands share. */
export const show = kw('show', 'Show running system information');
export const clear = kw('clear', 'Reset functions');
