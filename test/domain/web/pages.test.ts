import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { formatFor, typeset } from "../../../web/format.ts";
import { html } from "../../../web/html.ts";
import { ownAddress } from "../../../web/input.ts";
import { marked } from "../../../web/views/evidence.ts";
import { en } from "../../../web/words/en.ts";
import { fr } from "../../../web/words/fr.ts";

describe("what goes into a page", () => {
  test("every value is escaped, in text and in attributes; templates pass, nothing vanishes but nothing", () => {
    const name = `<b>"O'Hara" & fils</b>`;
    expect(String(html`<p title="${name}">${[html`<i>${name}</i>`, null, false, undefined]}</p>`)).toBe(
      '<p title="&lt;b&gt;&quot;O&#39;Hara&quot; &amp; fils&lt;/b&gt;"><i>&lt;b&gt;&quot;O&#39;Hara&quot; &amp; fils&lt;/b&gt;</i></p>',
    );
  });

  test("an amount that nobody formatted does not compile", () => {
    // @ts-expect-error a bigint is cents, and cents are written by the format
    expect(() => html`${12n}`).toThrow();
  });

  test("tokens are marked in the bank's own text, the longest first, whatever signs they hold", () => {
    expect(String(marked("VIR FA-1 (FA-12)", ["FA-1", "(FA-12)"]))).toBe(
      "VIR <mark>FA-1</mark> <mark>(FA-12)</mark>",
    );
    expect(String(marked("<b>", ["<"]))).toBe("<mark>&lt;</mark>b&gt;");
  });

  test.each(["https://a.example", "//a.example", "/\\a.example", "/a b", "", undefined])(
    "%s is no address of ours",
    (address) => {
      expect(ownAddress(address)).toBe("/");
    },
  );
});

describe("French", () => {
  test("is set with its spaces, apostrophe and ellipsis", () => {
    expect(typeset("l'IBAN : « n° 1 » ; 97 % ! 1 €...")).toBe(
      "l’IBAN\u00a0: «\u00a0n°\u00a01\u00a0»\u202f; 97\u202f%\u202f! 1\u00a0€…",
    );
  });

  test("days carry their year when it is another, hours and amounts their spaces", () => {
    const format = formatFor("fr", "2026-11-17", "Europe/Paris");
    expect([format.day("2026-11-04"), format.day("2025-11-04")]).toEqual(["04/11", "04/11/2025"]);
    expect(format.longDay("2026-11-17")).toBe("mardi 17 novembre 2026");
    expect(format.hour(new Date("2026-11-17T08:12:00Z"))).toBe("9\u00a0h\u00a012");
    expect(format.count(12_600)).toBe("12\u00a0600");
    expect(format.amount(-42_112n)).toBe("−421,12");
  });

  test("holds no straight apostrophe, no plain space before a sign, no exclamation", () => {
    const wrong = allWords(fr).filter((text) => /'|\.\.\.(?!\d)| [:;?%»]|« |!/.test(text));
    expect(wrong).toEqual([]);
  });

  test("and English have the same keys", () => {
    expect(keysOf(en)).toEqual(keysOf(fr));
  });
});

function allWords(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "function") return [String(words("1", "2", "3"))];
  return Object.values(words as object).flatMap(allWords);
}

function keysOf(words: unknown, path = ""): string[] {
  if (typeof words !== "object" || words === null) return [path];
  return Object.entries(words)
    .flatMap(([key, value]) => keysOf(value, `${path}.${key}`))
    .sort();
}

describe("the stylesheet", () => {
  const css = fs.readFileSync(new URL("../../../web/public/app.css", import.meta.url), "utf8");
  const token = (name: string, theme: 0 | 1): string => {
    const [, light = "", dark = ""] =
      new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css) ?? [];
    return theme === 0 ? light : dark;
  };

  test.each([
    ["ink", ["paper", "sheet", "hover", "blue-wash", "mark"], 4.5],
    ["ink-2", ["paper", "sheet", "hover", "blue-wash"], 4.5],
    ["pencil", ["paper", "sheet", "hover", "blue-wash"], 4.5],
    ["blue", ["paper", "sheet", "hover", "blue-wash"], 4.5],
    ["red", ["paper", "sheet", "hover", "blue-wash", "red-wash"], 4.5],
    ["green", ["paper", "sheet", "hover", "blue-wash", "green-wash"], 4.5],
    ["ochre", ["paper", "sheet", "hover", "blue-wash", "ochre-wash"], 4.5],
    ["on-blue", ["blue"], 4.5],
    ["field", ["sheet", "paper", "blue-wash"], 3],
  ] as const)("%s can be read on every surface where it stands, in both themes", (text, surfaces, least) => {
    for (const theme of [0, 1] as const) {
      for (const surface of surfaces) {
        expect([surface, contrast(token(text, theme), token(surface, theme)) >= least]).toEqual([
          surface,
          true,
        ]);
      }
    }
  });
});

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
