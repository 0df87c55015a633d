import type { Html } from "./html.ts";

const SIGNS: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** The words of a fragment of ours, for a file: a line of its own becomes what follows a comma. */
export function plainText(fragment: Html): string {
  return fragment
    .toString()
    .replace(/<span class="sub">/g, ", ")
    .replace(/<[^>]+>/g, "")
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (sign) => SIGNS[sign] ?? sign)
    .replace(/[\s\u00a0\u202f]+/g, " ")
    .replace(/ ,/g, ",")
    .trim();
}
