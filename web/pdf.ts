import { createRequire } from "node:module";
import pdfmake from "pdfmake";
import type { TDocumentDefinitions } from "pdfmake/interfaces.js";

const FONTS = createRequire(import.meta.url)("pdfmake/fonts/Roboto.js") as typeof pdfmake.fonts;

pdfmake.setFonts(FONTS);
// A document of ours names no address and no file but its fonts.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => Object.values(FONTS.Roboto ?? {}).includes(path));

/** The bytes of a document. */
export async function writePdf(document: TDocumentDefinitions): Promise<Buffer> {
  return pdfmake.createPdf(document).getBuffer();
}
