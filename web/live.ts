import { asCompany } from "../sql/connect.ts";
import { type Progress, progressNow } from "../sql/screens/progress.ts";
import type { Services } from "./services.ts";

const EVERY_MS = 1_000;
/** A stream ends by itself and is opened again: rights that were taken back end with it. */
const LONGEST_MS = 10 * 60_000;

type Follower = { tell: (progress: Progress) => void; end: () => void; until: number };

/**
 * Tells pages how the workers come on. One small statement a second for each company that somebody looks at, however many
 * look; none when nobody does.
 */
export class Live {
  readonly #services: Pick<Services, "pool" | "log">;
  readonly #followers = new Map<bigint, Set<Follower>>();
  #timer: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(services: Pick<Services, "pool" | "log">) {
    this.#services = services;
  }

  /** @returns what to call when the page is gone */
  follow(companyId: bigint, tell: (progress: Progress) => void, end: () => void): () => void {
    const follower = { tell, end, until: Date.now() + LONGEST_MS };
    const others = this.#followers.get(companyId) ?? new Set();
    this.#followers.set(companyId, others.add(follower));
    this.#timer ??= setInterval(() => void this.#tick(), EVERY_MS).unref();
    void this.#tick();
    return () => {
      others.delete(follower);
      if (others.size === 0) this.#followers.delete(companyId);
      if (this.#followers.size === 0) this.#rest();
    };
  }

  /** Ends every stream, so that the server can stop. */
  close(): void {
    this.#rest();
    for (const followers of this.#followers.values()) for (const follower of [...followers]) follower.end();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #tick(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      for (const [companyId, followers] of [...this.#followers]) {
        const progress = await asCompany(this.#services.pool, companyId, progressNow);
        for (const follower of [...followers]) {
          if (Date.now() > follower.until) follower.end();
          else follower.tell(progress);
        }
      }
    } catch (err) {
      this.#services.log.warn({ err }, "the progress of the work could not be read");
    } finally {
      this.#asking = false;
    }
  }
}
