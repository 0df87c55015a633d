const WINDOW_MS = 15 * 60_000;
const KEYS_MAX = 50_000;

/** How many failures each key may have within the window before it has to wait. */
const LIMITS = { account: 20, accountFromPlace: 5, place: 60 } as const;
type Kind = keyof typeof LIMITS;

/**
 * Failed sign-ins of the last quarter of an hour, in the memory of this process: after a restart everyone starts afresh, and
 * two processes count apart, which only doubles the number of guesses. An address that does not exist counts like one that does.
 */
export class Attempts {
  readonly #failures = new Map<string, number[]>();

  /** Minutes to wait, or 0. */
  waitMinutes(who: { email: string; place: string }, now: Date): number {
    const waits = keysOf(who).map(([kind, key]) => {
      const recent = this.#recent(key, now);
      const oldest = recent.at(-LIMITS[kind]);
      return oldest === undefined ? 0 : Math.ceil((oldest + WINDOW_MS - now.getTime()) / 60_000);
    });
    return Math.max(0, ...waits);
  }

  fail(who: { email: string; place: string }, now: Date): void {
    if (this.#failures.size > KEYS_MAX) this.#failures.clear();
    for (const [, key] of keysOf(who))
      this.#failures.set(key, [...this.#recent(key, now), now.getTime()].slice(-60));
  }

  /** A right password wipes the failures of this account from this place, and nothing of other places. */
  succeed({ email, place }: { email: string; place: string }): void {
    this.#failures.delete(`both ${email} ${place}`);
  }

  #recent(key: string, now: Date): number[] {
    return (this.#failures.get(key) ?? []).filter((at) => at > now.getTime() - WINDOW_MS);
  }
}

function keysOf({ email, place }: { email: string; place: string }): [Kind, string][] {
  return [
    ["account", `account ${email}`],
    ["accountFromPlace", `both ${email} ${place}`],
    ["place", `place ${place}`],
  ];
}
