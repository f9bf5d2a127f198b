/** `12s`, `5m 03s`, `3h 05m`, `4d 02h`. */
export function age(since: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000));
  const units = [
    [86_400, 'd', 3600, 'h'],
    [3600, 'h', 60, 'm'],
    [60, 'm', 1, 's'],
  ] as const;
  for (const [size, name, smaller, smallerName] of units) {
    if (seconds < size) continue;
    const rest = Math.floor((seconds % size) / smaller);
    return `${Math.floor(seconds / size)}${name} ${String(rest).padStart(2, '0')}${smallerName}`;
  }
  return `${seconds}s`;
}
