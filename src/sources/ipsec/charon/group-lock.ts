import type { ClientGroup } from '../config.ts';

/** What may stand between user and group: `joe@sales`, `joe%sales`, `joe/sales`, `joe\sales`. */
const delimiters = /[@%/\\]/;

/**
 * `group-lock` of a group of remote clients: users name the group that they belong to, and come in by no other.
 * @param user as typed at XAUTH
 * @returns why the user may not come in; undefined: he may
 */
export function lockedOut(
  { name, groupLock }: Pick<ClientGroup, 'name' | 'groupLock'>,
  user: string,
): string | undefined {
  if (groupLock !== true) return undefined;
  const at = user.search(delimiters);
  if (at < 0) return `the user names no group, and group ${name} is locked (group-lock)`;
  // A user's own name may hold a delimiter: what is behind any of them counts.
  for (let index = at; index < user.length; index++)
    if (delimiters.test(user.charAt(index)) && user.slice(index + 1) === name) return undefined;
  return `the user names another group than ${name} (group-lock)`;
}
