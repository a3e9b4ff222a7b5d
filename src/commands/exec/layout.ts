/** Pieces of text that several show screens share. */

/** `00:12:55`; hours grow past two digits. Negative durations count as none. */
export function hms(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** `9m`, `2h9m`, `1d11h15m`: an age as `show aaa servers` writes it. */
export function age(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const rest = `${minutes % 60}m`;
  if (days > 0) return `${days}d${hours}h${rest}`;
  return hours > 0 ? `${hours}h${rest}` : rest;
}

/** `1 week, 2 days, 1 hour, 5 minutes`: an uptime as `show version` writes it. */
export function longUptime(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const ofYear = minutes % 525_600;
  const parts = [
    ['year', Math.floor(minutes / 525_600)],
    ['week', Math.floor(ofYear / 10_080)],
    ['day', Math.floor(ofYear / 1440) % 7],
    ['hour', Math.floor(minutes / 60) % 24],
    ['minute', minutes % 60],
  ] as const;
  const shown = parts.filter(([unit, count]) => count > 0 || unit === 'minute');
  return shown.map(([unit, count]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(', ');
}

/** Rows of cells in columns as wide as their widest cell, two spaces apart; no blanks at line ends. */
export function columns(rows: readonly (readonly string[])[], rightAligned: readonly number[] = []): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  const pad = (cell: string, index: number): string =>
    rightAligned.includes(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
