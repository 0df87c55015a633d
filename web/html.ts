/** Text that is safe to send: made by the tag `html` and by nothing else. */
export class Html {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  static trusted(text: string): Html {
    return new Html(text);
  }
  toString(): string {
    return this.#text;
  }
}

/**
 * What may stand in a template. There is no bigint in it: an amount that nobody formatted does not compile.
 * Nothing, null, undefined and false vanish; lists are joined.
 */
export type Shown = Html | string | number | null | undefined | false | readonly Shown[];

/** Escapes every value, so that a name from a bank cannot become markup. Attributes are always written in quotes. */
export function html(parts: TemplateStringsArray, ...values: Shown[]): Html {
  let text = parts[0] ?? "";
  for (const [index, value] of values.entries()) text += show(value) + (parts[index + 1] ?? "");
  return Html.trusted(text);
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function show(value: Shown): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === "string") return value.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
  if (typeof value === "number") return String(value);
  if (value === null || value === undefined || value === false) return "";
  return value.map(show).join("");
}

/** A query string of the values that say something. */
export function query(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
