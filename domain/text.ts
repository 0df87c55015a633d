/** What nothing but capitals can change is most of what a bank writes, and quickly seen. */
const BEYOND_ASCII = /[^ -~]/;

/** Capitals without accents: what names and labels are compared by. The text as received is never changed. */
export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toUpperCase();
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toUpperCase()
    .replaceAll("Œ", "OE")
    .replaceAll("Æ", "AE");
}

/** One blank between words, none around. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
