/** Contextual help: of a field by its name, of a button by the act it sends (S3.2). */
export type Help = { fields: Record<string, string>; buttons: Record<string, string> };

/** Has its help already, as a title or as a note that stands under it; or is not seen. */
const HELPED = /\s(?:title="|type="hidden"|aria-describedby="[^"]*-note")/;

const TAGS = /<(\/?form|input|select|textarea|button)\b([^>]*)>/g;

/**
 * Gives every field and button of a page its help as a title, which a pointer shows and a screen reader reads. One list for all
 * pages, put on in one place: a field that a new page brings has the help of its name. What has its own help keeps it. Attributes
 * are always quoted and escaped here (html.ts), so a tag ends at its first ">".
 */
export function addHelp(page: string, help: Help): string {
  let act = "";
  return page.replace(TAGS, (tag: string, element: string, attributes: string) => {
    if (element.endsWith("form")) act = lastPart(attribute(attributes, "action") ?? "");
    if (element.endsWith("form")) return tag;
    if (HELPED.test(attributes)) return tag;
    const said = element === "button" ? ofButton(attributes, act, help) : ofField(attributes, act, help);
    return said === undefined ? tag : `<${element}${attributes} title="${escaped(said)}">`;
  });
}

function ofField(attributes: string, act: string, { fields }: Help): string | undefined {
  const name = attribute(attributes, "name")?.replace(/-?\d+/g, "") ?? "";
  return fields[`${act}.${name}`] ?? fields[name];
}

function ofButton(attributes: string, act: string, { buttons }: Help): string | undefined {
  const value = attribute(attributes, "value");
  const sent = attribute(attributes, "formaction");
  return (
    (sent === undefined ? undefined : buttons[`${act}.find`]) ??
    (value === undefined ? undefined : buttons[`${act}.${value}`]) ??
    buttons[act]
  );
}

/** "undo" of "/d/1/lines/12/undo": what a form does, without the thing it does it to. */
function lastPart(action: string): string {
  const path = action.split(/[?#]/)[0] ?? "";
  return path.split("/").findLast((part) => part !== "" && !/^\d+$/.test(part)) ?? "";
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(attributes)?.[1];
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
