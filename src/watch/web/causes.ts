/** Why sessions end, by the names of Acct-Terminate-Cause (RFC 2866 §5.10), in words for people. */
const texts: Readonly<Record<string, string>> = {
  'user-request': 'The user ended it',
  'lost-carrier': 'The line was lost',
  'lost-service': 'The service was lost',
  'idle-timeout': 'It was idle for too long',
  'session-timeout': 'Its time was over',
  'admin-reset': 'An administrator ended it',
  'admin-reboot': 'An administrator restarted the box',
  'port-error': 'The port failed',
  'nas-error': 'The gateway failed',
  'nas-request': 'The gateway ended it',
  'nas-reboot': 'The gateway restarted',
  'port-unneeded': 'The port was not needed any more',
  'port-preempted': 'The port was needed for somebody else',
  'port-suspended': 'The session was suspended',
  'service-unavailable': 'The service could not be given',
  callback: 'The user is called back',
  'user-error': 'The user made an error',
  'host-request': 'The host ended it',
};

/** @param cause in any writing of the standard: `admin-reset`, `Admin-Reset`, `Admin Reset` */
export function causeText(cause: string | undefined): string {
  if (cause === undefined || cause === '') return 'It ended, and nobody said why';
  const text = texts[cause.toLowerCase().replaceAll(' ', '-')];
  return text === undefined ? cause : `${text} (${cause})`;
}
