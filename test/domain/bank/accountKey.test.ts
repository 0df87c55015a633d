import fc from "fast-check";
import { isValidIBAN } from "ibantools";
import { describe, expect, test } from "vitest";
import {
  frenchAccountKey,
  ibanAccountKey,
  otherAccountKey,
  validIban,
} from "../../../domain/bank/accountKey.ts";

const KEY = "90042001170004512378K";
const IBAN = "FR8490042001170004512378K16";

describe("the key of a French account", () => {
  test("is the same from its bank, branch and number, its IBAN and its RIB", () => {
    const expected = { key: KEY, currency: "EUR", iban: IBAN };
    expect(frenchAccountKey({ bank: "90042", branch: "00117", account: "0004512378K" }, "EUR")).toEqual(
      expected,
    );
    expect(ibanAccountKey(IBAN, "EUR")).toEqual(expected);
    expect(ibanAccountKey("fr84 9004 2001 1700 0451 2378 K16", "EUR")).toEqual(expected);
    expect(otherAccountKey(`${KEY}16`, "EUR")).toEqual(expected);
    expect(otherAccountKey(IBAN, "EUR")).toEqual(expected);
  });

  test("with a number short of 11 characters has its zeros", () => {
    expect(frenchAccountKey({ bank: "90042", branch: "00117", account: "4512378K" }, "EUR")?.key).toBe(KEY);
  });

  test("in Monaco has the same shape", () => {
    expect(ibanAccountKey("MC5811222000010123456789030", "EUR").key).toBe("112220000101234567890");
  });

  test("always comes with an IBAN that holds it", () => {
    const characters = (length: number) =>
      fc.string({
        unit: fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        minLength: length,
        maxLength: length,
      });
    const digits = (length: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
    fc.assert(
      fc.property(digits(5), digits(5), characters(11), (bank, branch, account) => {
        const found = frenchAccountKey({ bank, branch, account }, "EUR");
        expect(found?.iban).toBeDefined();
        expect(ibanAccountKey(found?.iban ?? "", "EUR")).toEqual(found);
      }),
    );
  });

  test.each([
    ["", "00117", "0004512378K"],
    ["90042", "117", "0004512378K"],
    ["90042", "00117", ""],
    ["90042", "00117", "0004 512378"],
    ["90042", "00117", "0004512378É"],
  ])("is none for %j %j %j", (bank, branch, account) => {
    expect(frenchAccountKey({ bank, branch, account }, "EUR")).toBeUndefined();
  });
});

describe("the key of another account", () => {
  test("is its IBAN", () => {
    const iban = "DE89370400440532013000";
    expect(ibanAccountKey("DE89 3704 0044 0532 0130 00", "EUR")).toEqual({
      key: iban,
      currency: "EUR",
      iban,
    });
  });

  test("whose IBAN is wrong is what was written, and no IBAN is claimed", () => {
    expect(ibanAccountKey("CH11 1111", "CHF")).toEqual({ key: "CH111111", currency: "CHF" });
    expect(validIban("CH1111111111111111111")).toBeUndefined();
  });

  test("under another number is that number without blanks", () => {
    expect(otherAccountKey("  740618130100033626", "EUR")).toEqual({
      key: "740618130100033626",
      currency: "EUR",
    });
  });
});

describe("an IBAN in a field", () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const written = fc.record({
    check: digits(2),
    bank: digits(10),
    account: fc.stringMatching(/^[0-9A-Z]{11}$/),
    key: digits(2),
  });

  test("is valid when ibantools says so, for French ones too, which are checked by our own sums", () => {
    fc.assert(
      fc.property(written, fc.boolean(), ({ check, bank, account, key }, right) => {
        const parts = { bank: bank.slice(0, 5), branch: bank.slice(5), account };
        const made = right ? frenchAccountKey(parts, "EUR")?.iban : undefined;
        // Right ones with another pair of check digits, too: 97 apart they have the same remainder.
        for (const iban of [
          made,
          made && `FR${check}${made.slice(4)}`,
          `FR${check}${bank}${account}${key}`,
        ]) {
          if (iban !== undefined) expect(validIban(iban) !== undefined).toBe(isValidIBAN(iban));
        }
      }),
    );
    expect(validIban("FR8490042001170004512378K16")).toBe("FR8490042001170004512378K16");
  });

  test("with check digits 97 too high or too low is what ibantools says it is", () => {
    // Of all accounts of a branch some have check digits 02 or 98, whose remainder 99 and 01 share.
    for (let number = 0; number < 2_000; number++) {
      const account = String(number).padStart(11, "0");
      const iban = frenchAccountKey({ bank: "90042", branch: "00117", account }, "EUR")?.iban ?? "";
      expect(iban).not.toBe("");
      for (const check of ["00", "01", "02", "97", "98", "99"]) {
        const other = `FR${check}${iban.slice(4)}`;
        expect(validIban(other) !== undefined, other).toBe(isValidIBAN(other));
      }
    }
  });
});
