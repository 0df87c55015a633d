import { error, type Problem } from "./problems.ts";

/** Length keeps guesses out, kinds of characters do not (CNIL, délibération 2022-100; NIST SP 800-63B). */
export const PASSWORD_SIGNS_LEAST = 14;
/** A sign-in reads no more of what is typed. */
export const PASSWORD_SIGNS_MOST = 1_000;
const LEAST_DIFFERENT = 6;

/**
 * Why a password that somebody chooses for themselves cannot be theirs; undefined when it can.
 * @param owner whose name and address must not stand in it
 */
export function checkNewPassword(
  { typed, again }: { typed: string; again: string },
  owner: { name: string; email: string },
): Problem | undefined {
  const signs = [...typed];
  const params = { least: String(PASSWORD_SIGNS_LEAST), most: String(PASSWORD_SIGNS_MOST) };
  if (signs.length < PASSWORD_SIGNS_LEAST) return error("password_too_short", { params });
  if (signs.length > PASSWORD_SIGNS_MOST) return error("password_too_long", { params });
  if (new Set(signs).size < LEAST_DIFFERENT || namesOwner(typed, owner)) return error("password_too_simple");
  return typed === again ? undefined : error("password_typed_twice");
}

/** Without the address or the name, so little is left that it could be guessed. */
function namesOwner(typed: string, { name, email }: { name: string; email: string }): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const own = [email, email.split("@")[0] ?? "", name].map(plain).filter((text) => text.length > 2);
  const left = own.reduce((rest, text) => rest.replaceAll(text, ""), plain(typed));
  return left.length < LEAST_DIFFERENT;
}
