const KEYS_MAX = 50_000;

/**
 * So many events for each key within a sliding minute, in the memory of this process: two processes count apart, and a restart
 * forgets, which is enough to keep one program from taking the service away from the others.
 */
export class RateLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #events = new Map<string, number[]>();

  constructor(most: number, windowMs = 60_000) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Seconds to wait before the next event of this key, or 0. */
  waitSeconds(key: string, now: Date): number {
    const oldest = this.#recent(key, now).at(-this.#most);
    return oldest === undefined ? 0 : Math.ceil((oldest + this.#windowMs - now.getTime()) / 1000);
  }

  add(key: string, now: Date): void {
    if (this.#events.size >= KEYS_MAX) this.#events.clear();
    this.#events.set(key, [...this.#recent(key, now), now.getTime()].slice(-this.#most));
  }

  #recent(key: string, now: Date): number[] {
    return (this.#events.get(key) ?? []).filter((at) => at > now.getTime() - this.#windowMs);
  }
}
