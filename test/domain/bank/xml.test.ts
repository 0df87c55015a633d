import { describe, expect, test } from "vitest";
import { elementAt, textAt, type XmlElement, xmlReader } from "../../../domain/bank/formats/xml.ts";
import type { Problem } from "../../../domain/problems.ts";

type Found = { elements: XmlElement[]; raws: string[]; problems: Problem[] };

function read(text: string, pieceLength = 65_536): Found {
  const found: Found = { elements: [], raws: [], problems: [] };
  const reader = xmlReader({
    opened: (name) => name === "item",
    collected: (element, raw) => {
      found.elements.push(element);
      found.raws.push(raw);
    },
    closed: () => {},
    problem: (problem) => found.problems.push(problem),
  });
  for (let from = 0; from < text.length; from += pieceLength)
    reader.read(text.slice(from, from + pieceLength));
  reader.end();
  return found;
}

describe("an element that is asked for", () => {
  const ITEM =
    '<p:item\r\n><p:Amt Ccy="EUR">1</p:Amt><b> x &amp; <![CDATA[<y>]]></b><b/>\n<c><d>é𝄞</d></c></p:item>';
  const TEXT = `<root><!-- c --><other>t</other>${ITEM}<item/></root>`;

  test("is given whole, found without its prefixes, with its text in the file", () => {
    const { elements, raws, problems } = read(TEXT);
    expect(problems).toEqual([]);
    expect(raws).toEqual([ITEM, "<item/>"]);
    const [item] = elements;
    expect(item).toMatchObject({ name: "p:item", line: 2 });
    expect(elementAt(item, "Amt")?.currency).toBe("EUR");
    expect([textAt(item, "b"), textAt(item, "c", "d"), textAt(item, "c", "e")]).toEqual([
      "x &<y>",
      "é𝄞",
      undefined,
    ]);
    expect(elementAt(item, "c", "d")?.line).toBe(3);
  });

  test.each([1, 2, 3, 7, 40])("is the same in pieces of %i characters", (length) => {
    expect(read(TEXT, length)).toEqual(read(TEXT));
  });
});

describe("what no bank sends", () => {
  test("a document type is refused, and its entities are never read", () => {
    const text = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<r><item>&e;</item></r>';
    expect(read(text)).toMatchObject({ elements: [], problems: [{ code: "xml_doctype_refused", line: 1 }] });
  });

  test("elements 64 deep are read, 65 are not", () => {
    const nested = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);
    expect(read(nested(64)).problems).toEqual([]);
    expect(read(nested(65)).problems).toMatchObject([{ code: "xml_too_deep", line: 1 }]);
  });

  test("a hundred thousand nested elements end at once", () => {
    const start = performance.now();
    expect(read("<a>".repeat(100_000)).problems).toMatchObject([{ code: "xml_too_deep" }]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test.each([
    ["text", `<r>\n<item>${"x".repeat(65_537)}</item></r>`],
    ["comment without end", `<r>\n<!-- ${"x".repeat(200_000)}`],
    ["document type without end", `<?xml version="1.0"?>\n<!DOCTYPE ${"x".repeat(200_000)}`],
    ["attribute without end", `<r>\n<item a="${"x".repeat(200_000)}`],
    ["instruction without end", `<r>\n<?x ${"x".repeat(200_000)}`],
  ])("a %s longer than 64 KiB is refused while it is read", (_, text) => {
    expect(read(text, 16_384).problems).toMatchObject([{ code: "xml_text_too_long" }]);
  });

  test.each([
    ["a wrong end tag", "<r>\n<a></b></r>", "xml_not_well_formed", 2],
    ["an unknown entity", "<r>\n&nbsp;</r>", "xml_not_well_formed", 2],
    ["a control character", "<r>\n\u0001</r>", "xml_not_well_formed", 2],
    ["two attributes of one name", '<r>\n<a b="1" b="2"/></r>', "xml_not_well_formed", 2],
    ["text after the end", "<r/>\nrest", "xml_not_well_formed", 2],
    ["a file cut short", "<r>\n<a>", "file_truncated", 2],
  ])("%s ends the reading with its line", (_, text, code, line) => {
    expect(read(text).problems).toMatchObject([{ code, line }]);
  });
});
