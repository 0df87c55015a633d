/** An element of a document that we write: its name, attributes, and text or elements within. */
export type XmlElement = {
  name: string;
  attributes: Record<string, string>;
  content: string | readonly XmlElement[];
};

/** An element; children that say nothing (undefined) are left out. */
export function element(
  name: string,
  content: string | readonly (XmlElement | undefined)[],
  attributes: Record<string, string> = {},
): XmlElement {
  return {
    name,
    attributes,
    content: typeof content === "string" ? content : content.filter((child) => child !== undefined),
  };
}

/** The whole document, in UTF-8, two blanks for each level: people read these files when a platform refuses them. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, "")}\n`;
}

function write({ name, attributes, content }: XmlElement, indent: string): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const open = `${indent}<${name}${given.join("")}>`;
  if (typeof content === "string") return `${open}${escaped(content)}</${name}>`;
  return [open, ...content.map((child) => write(child, `${indent}  `)), `${indent}</${name}>`].join("\n");
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML 1.0 cannot hold, or should not: a name may come from a file that held it. */
const UNFIT = /[^\P{Cc}\t\n\r]|\p{Cs}|\p{Noncharacter_Code_Point}/gu;

function escaped(text: string): string {
  return text.replace(UNFIT, "").replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}
