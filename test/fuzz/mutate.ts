import { below, type Draw, oneOf } from "../bench/random.ts";

/** Pieces that mean something to some reader, and pieces that mean nothing where they land. */
const PIECES = [
  ...[
    '"',
    '""',
    ";",
    ",",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\x1a",
    " ",
    "\ufeff",
    "\ufffd",
    "é",
    "€",
    "🐘",
    "\u202e",
  ],
  ...["<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#0;", "&x;", "<!DOCTYPE a>", "<?x"],
  ...["<Ntry>", "</Ntry>", "<Stmt>", "<STMTTRN>", "</STMTTRN>", "<TRNAMT>", "<OFX>", "OFXHEADER:100"],
  ...[
    ":61:",
    ":86:",
    ":60F:",
    ":62F:",
    ":20:",
    "{4:",
    "-}",
    "^",
    "!Type:Bank",
    "D31/02/26",
    "T-1,00",
    "S",
    "$1",
  ],
  ...[
    "01",
    "04",
    "05",
    "07",
    "{",
    "}",
    "A",
    "R",
    "9999999999999",
    "-",
    "+",
    "12..34",
    "1e9",
    "31/02/2026",
    "000000",
  ],
  ...["__proto__", "constructor", "NaN", "Date;Libellé;Débit;Crédit", "PK\x03\x04", "\x1f\x8b\x08"],
];

type Mutation = (bytes: Buffer, draw: Draw, others: readonly Buffer[]) => Buffer;

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  function flipBits(bytes, draw) {
    const changed = Buffer.from(bytes);
    for (let count = below(draw, 8); count >= 0; count -= 1) {
      const at = below(draw, changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << below(draw, 8));
    }
    return changed;
  },
  function setBytes(bytes, draw) {
    const changed = Buffer.from(bytes);
    const at = below(draw, changed.length);
    changed.fill(below(draw, 256), at, Math.min(changed.length, at + 1 + below(draw, 40)));
    return changed;
  },
  function insertPiece(bytes, draw) {
    const piece = Buffer.from(PIECES[below(draw, PIECES.length)] ?? "");
    return insert(bytes, below(draw, bytes.length + 1), piece);
  },
  function insertMany(bytes, draw) {
    const piece = Buffer.from(PIECES[below(draw, PIECES.length)] ?? "");
    const times = 2 ** below(draw, 12);
    return insert(bytes, below(draw, bytes.length + 1), Buffer.alloc(piece.length * times, piece));
  },
  function remove(bytes, draw) {
    const at = below(draw, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(draw, 200))]);
  },
  function truncate(bytes, draw) {
    return bytes.subarray(0, below(draw, bytes.length));
  },
  function behead(bytes, draw) {
    return bytes.subarray(below(draw, Math.min(bytes.length, 400)));
  },
  function repeatPart(bytes, draw) {
    const at = below(draw, bytes.length);
    const part = bytes.subarray(at, at + 1 + below(draw, 300));
    return insert(bytes, at, Buffer.concat(Array.from({ length: 2 ** below(draw, 8) }, () => part)));
  },
  function swapLines(bytes, draw) {
    return overLines(bytes, (lines) => {
      const [a, b] = [below(draw, lines.length), below(draw, lines.length)];
      const [first = "", second = ""] = [lines[a], lines[b]];
      lines[a] = second;
      lines[b] = first;
    });
  },
  function dropLine(bytes, draw) {
    return overLines(bytes, (lines) => void lines.splice(below(draw, lines.length), 1));
  },
  function cutLine(bytes, draw) {
    return overLines(bytes, (lines) => {
      const at = below(draw, lines.length);
      lines[at] = (lines[at] ?? "").slice(0, below(draw, 200));
    });
  },
  function changeDigits(bytes, draw) {
    const digit = String(below(draw, 10));
    let left = below(draw, 20);
    return Buffer.from(
      bytes.toString("latin1").replace(/\d/g, (old) => (draw() < 0.05 && left-- > 0 ? digit : old)),
      "latin1",
    );
  },
  function changeLineEnds(bytes, draw) {
    const end = oneOf(draw, ["\n", "\r\n", "\r", "", "\n\n", " \n"]);
    return Buffer.from(bytes.toString("latin1").replace(/\r\n|\r|\n/g, end), "latin1");
  },
  function encodeAgain(bytes, draw) {
    const text = bytes.toString("utf8");
    const utf16 = () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    const marked = () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    const twice = () => Buffer.from(bytes.toString("latin1"), "utf8");
    const swapped = () => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, "utf16le")]);
    return oneOf(draw, [utf16, marked, twice, swapped, () => Buffer.from(text, "latin1")])();
  },
  function splice(bytes, draw, others) {
    const other = others[below(draw, others.length)] ?? bytes;
    return Buffer.concat([
      bytes.subarray(0, below(draw, bytes.length)),
      other.subarray(below(draw, other.length)),
    ]);
  },
];

/** No mutant is larger: a reader's time for it must be told from the time of a large file. */
const MUTANT_BYTES_MAX = 1_000_000;

/** A sample with one to four things wrong with it. The same draws give the same mutant. */
export function mutate(samples: readonly Buffer[], draw: Draw): Buffer {
  let mutant = samples[below(draw, samples.length)] ?? Buffer.alloc(0);
  for (let count = below(draw, 4); count >= 0 && mutant.length > 0; count -= 1) {
    mutant = oneOf(draw, MUTATIONS)(mutant, draw, samples);
    if (mutant.length > MUTANT_BYTES_MAX) mutant = mutant.subarray(0, MUTANT_BYTES_MAX);
  }
  return mutant;
}

function insert(bytes: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

function overLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString("latin1").split("\n");
  change(lines);
  return Buffer.from(lines.join("\n"), "latin1");
}
