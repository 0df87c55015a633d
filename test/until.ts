/** Waits until something holds, asking every 20 ms. Rejects with the last answer when it does not within the time. */
export async function until<T>(
  ask: () => T | Promise<T>,
  holds: (answer: T) => boolean = Boolean,
  withinMs = 15_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
