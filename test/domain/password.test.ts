import { describe, expect, test } from "vitest";
import { checkNewPassword } from "../../domain/password.ts";

const OWNER = { name: "Claire Morvan", email: "claire.morvan@exemple.fr" };
const codeOf = (typed: string, again = typed) => checkNewPassword({ typed, again }, OWNER)?.code;

describe("a password that somebody chooses", () => {
  test.each(["une phrase assez longue", "x9$Kp2!vLq8#Wm", "œuvre déjà vue à Brest", "12345 678 901 abc"])(
    "%s can be theirs",
    (typed) => expect(codeOf(typed)).toBeUndefined(),
  );

  test.each([
    ["treize signes", "password_too_short"],
    ["🙂".repeat(13), "password_too_short"],
    ["a".repeat(1_001), "password_too_long"],
    ["ababababababababab", "password_too_simple"],
    ["claire.morvan@exemple.fr", "password_too_simple"],
    ["Claire Morvan 2026", "password_too_simple"],
    ["ClaireMorvanClaireMorvan", "password_too_simple"],
  ])("%s cannot: %s", (typed, code) => expect(codeOf(typed)).toBe(code));

  test("typed twice, it has to be the same", () => {
    expect(codeOf("une phrase assez longue", "une phrase assez longe")).toBe("password_typed_twice");
  });
});
