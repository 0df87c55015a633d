import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

/** log2 of scrypt's N: about a quarter of a second on a small machine. Stored with each hash, so it can be raised later. */
const COST = 16;
const COST_MAX = 18;
const BLOCK_SIZE = 8;
const KEY_BYTES = 32;

/** How long a first password opens the page where its owner chooses their own. */
export const FIRST_PASSWORD_DAYS = 7;

/** Up to when a password that is drawn now is good. */
export function firstPasswordUntil(at: Date): Date {
  return new Date(at.getTime() + FIRST_PASSWORD_DAYS * 24 * 3_600_000);
}

/** A first password, to be told once: 96 bits, in 16 letters, digits, hyphens and underscores. */
export function drawPassword(): string {
  return randomBytes(12).toString("base64url");
}

/**
 * The text to store for a password: "scrypt$16$8$salt$key".
 * @param cost log2 of N; tests take a small one
 */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, { cost, blockSize: BLOCK_SIZE });
  return ["scrypt", cost, BLOCK_SIZE, salt.toString("base64"), key.toString("base64")].join("$");
}

/** Whether the password is the one that was hashed. False, and never an exception, for a text that is no hash of ours. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, cost = "", blockSize = "", salt = "", key = ""] = stored.split("$");
  const expected = Buffer.from(key, "base64");
  if (scheme !== "scrypt" || expected.length !== KEY_BYTES) return false;
  if (!(Number(cost) >= 1 && Number(cost) <= COST_MAX) || Number(blockSize) !== BLOCK_SIZE) return false;
  const found = await derive(password, Buffer.from(salt, "base64"), {
    cost: Number(cost),
    blockSize: Number(blockSize),
  });
  return timingSafeEqual(found, expected);
}

/** Takes as long as a real check: an unknown address must not answer sooner than a known one. */
export async function verifyNothing(password: string): Promise<false> {
  await derive(password, Buffer.alloc(16), { cost: COST, blockSize: BLOCK_SIZE });
  return false;
}

function derive(
  password: string,
  salt: Buffer,
  { cost, blockSize }: { cost: number; blockSize: number },
): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost, r: blockSize, p: 1, maxmem: 256 * blockSize * 2 ** cost };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, KEY_BYTES, options, (failure, key) => {
      if (failure) reject(failure);
      else resolve(key);
    });
  });
}
