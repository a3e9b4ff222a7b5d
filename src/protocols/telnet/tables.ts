/** Commands after IAC (RFC 854). */
export const commands = {
  /** End of subnegotiation. */
  se: 240,
  nop: 241,
  /** Data mark, the Synch signal. */
  dm: 242,
  brk: 243,
  /** Interrupt process. */
  ip: 244,
  /** Abort output. */
  ao: 245,
  /** Are you there. */
  ayt: 246,
  /** Erase character. */
  ec: 247,
  /** Erase line. */
  el: 248,
  /** Go ahead. */
  ga: 249,
  sb: 250,
  will: 251,
  wont: 252,
  do: 253,
  dont: 254,
  iac: 255,
} as const;

/** Options by the RFC that defines each. */
export const options = {
  /** RFC 856 */
  binary: 0,
  /** RFC 857 */
  echo: 1,
  /** Suppress go ahead, RFC 858. */
  sga: 3,
  /** RFC 859 */
  status: 5,
  /** RFC 860 */
  timingMark: 6,
  /** RFC 1091 */
  terminalType: 24,
  /** Negotiate about window size, RFC 1073. */
  naws: 31,
  /** RFC 1079 */
  terminalSpeed: 32,
  /** RFC 1184; always refused here: the router edits the line. */
  linemode: 34,
  /** RFC 1572 */
  newEnviron: 39,
} as const;

/** The commands that are passed on to the user of the codec. */
export type SignalName = 'nop' | 'dm' | 'brk' | 'ip' | 'ao' | 'ayt' | 'ec' | 'el' | 'ga';

export const signals: ReadonlyMap<number, SignalName> = new Map([
  [commands.nop, 'nop'],
  [commands.dm, 'dm'],
  [commands.brk, 'brk'],
  [commands.ip, 'ip'],
  [commands.ao, 'ao'],
  [commands.ayt, 'ayt'],
  [commands.ec, 'ec'],
  [commands.el, 'el'],
  [commands.ga, 'ga'],
]);
