export const FIRST_SECONDS = 0.5;
export const LONGEST_SECONDS = 30;

/** Seconds until the next attempt after so many failed ones; half of it by chance, so that not all come at once. */
export function pause(failures: number, random: number): number {
  const longest = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.max(0, failures - 1));
  return longest / 2 + (longest / 2) * random;
}
