/** A stream of numbers in [0, 1) that is the same for the same seed, on every machine. */
export type Draw = () => number;

/**
 * The stream of one thing of the world, such as invoice 42: it does not depend on what was drawn before, so that any part
 * of the world can be made again without the rest.
 */
export function drawsFor(seed: number, thing: string, index: number): Draw {
  let state = mixed(mixed(seed ^ hashOf(thing)) + index);
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** From 0 to below `count`. */
export function below(draw: Draw, count: number): number {
  return Math.floor(draw() * count);
}

export function oneOf<T>(draw: Draw, choices: readonly [T, ...T[]]): T {
  return choices[below(draw, choices.length)] ?? choices[0];
}

/** Every number below `count` once, in an order that looks shuffled: `index` to its place. */
export function shuffled(count: number, index: number): number {
  let step = Math.floor(count * 0.618) | 1;
  while (greatestDivisor(step, count) !== 1) step += 2;
  return Number((BigInt(index) * BigInt(step)) % BigInt(count));
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function mixed(word: number): number {
  const first = Math.imul(word ^ (word >>> 16), 0x45d9f3b);
  const second = Math.imul(first ^ (first >>> 16), 0x45d9f3b);
  return (second ^ (second >>> 16)) | 0;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash;
}
