/**
 * The NOEMIE-PS layout, in one table. Sections are those of our notes on the norm, written from public material: the entity
 * tables of a public viewer of 2007, what current software hands over, and the title pages of the "Cahier des charges
 * NOEMIE-PS" (CNAMTS, 2004 and 2011). The specification itself is not public, so everything says how sure it is:
 *
 * - confirmed: read in a specification or in working code;
 * - likely: two weaker sources, or one and a strong clue in the format itself;
 * - assumed: our reconstruction, kept here so that a real file that says otherwise costs one line.
 */
export type Confidence = "confirmed" | "likely" | "assumed";

export type FieldType = "digits" | "text" | "cents" | "sign" | "day" | "birth";

/** How each type of field is written (section 2). Positions are confirmed for every entity; these readings are not all. */
export const FIELD_TYPES: Readonly<Record<FieldType, { reads: string; confidence: Confidence }>> = {
  digits: { reads: "digits, right-aligned, filled with zeros", confidence: "likely" },
  text: { reads: "text, left-aligned, filled with blanks", confidence: "likely" },
  cents: { reads: "unsigned digits, two implied decimals", confidence: "likely" },
  sign: { reads: "P positive, N negative", confidence: "confirmed" },
  day: { reads: "AAMMJJ of this century; zeros or blanks for none", confidence: "likely" },
  birth: { reads: "AAMMJJ, kept as text: months 13 and days 0 occur", confidence: "assumed" },
};

/** First and last position, from 1 and inclusive, code and level counted. */
type Field = { at: readonly [first: number, last: number]; type: FieldType };

type FieldTable = Readonly<Record<string, Field>>;

/** One entity. Code, length, positions and meaning are confirmed; level and closing are assumed. */
type EntityLayout<F extends FieldTable = FieldTable> = {
  /** With the @ that ends it. */
  length: number;
  /** Only told, never checked: the levels the source prints cannot all be true in one nesting. */
  level: string;
  says: string;
  fields: F;
  /** For a group, whether a 990 closes it; undefined for what is no group. */
  closedBy990: "always" | "maybe" | undefined;
};

/** What cannot be said field by field (sections 2, 3 and 6). */
export const ASSUMPTIONS = {
  blockLength: { value: 128, confidence: "confirmed" },
  lastBodyBlock: { value: "1", confidence: "confirmed" },
  otherBodyBlocks: { value: "0, or anything else", confidence: "assumed" },
  lineEndsAfterBlocks: { value: "dropped", confidence: "assumed" },
  closing990: { value: "the deepest open group", confidence: "assumed" },
  transferAmount: { value: "198 + 199 + 261 + 250 that moves, below 071", confidence: "likely" },
  recordCount: { value: "blocks of 128 characters, 000 and 999 included", confidence: "assumed" },
  lotCount: { value: "distinct lots of the file", confidence: "assumed" },
  refinement: { value: "a 294 of level A after the 294 it refines", confidence: "assumed" },
  actsInsteadOfParts: {
    value: "210 lines make the parts of an invoice without 198 and 199",
    confidence: "assumed",
  },
} as const satisfies Record<string, { value: string | number; confidence: Confidence }>;

export const BLOCK_LENGTH = ASSUMPTIONS.blockLength.value;

const digits = field("digits");
const text = field("text");
const cents = field("cents");
const sign = field("sign");
const day = field("day");
const birth = field("birth");

/** Section 3: the two blocks that are entities of their own, without flag or @. */
export const HEADER = {
  emitterType: text(4, 5),
  emitter: digits(6, 19),
  emitterProgram: text(20, 25),
  receiverType: text(26, 27),
  receiver: text(28, 41),
  receiverProgram: text(42, 47),
  application: text(48, 49),
  fileId: text(50, 55),
  createdOn: day(56, 61),
  reference: text(62, 65),
  version: text(66, 67),
  compaction: text(68, 68),
  encryption: text(69, 69),
  currency: text(70, 70),
  flow: text(71, 71),
  recordLength: digits(83, 85),
  password: text(86, 91),
  message: text(92, 128),
} as const satisfies FieldTable;

export const TRAILER = {
  emitterType: text(4, 5),
  emitter: digits(6, 19),
  emitterProgram: text(20, 25),
  receiverType: text(26, 27),
  receiver: text(28, 41),
  receiverProgram: text(42, 47),
  application: text(48, 49),
  fileId: text(50, 55),
  recordCount: digits(56, 63),
  flow: text(64, 64),
  lotCount: digits(83, 85),
  amount: cents(86, 96),
  amountSign: sign(97, 97),
  francs: cents(98, 108),
} as const satisfies FieldTable;

/** Section 4: the entities between them. Positions 1-3 (code), 4-5 (level) and the final @ are common and left out. */
export const ENTITIES = {
  "020": entity(21, "01", "agent of the payees", { agent: digits(6, 20) }, "always"),
  "040": entity(21, "02", "payee", { payee: digits(6, 20) }, "always"),
  "070": entity(12, "03", "accounting date: a transfer without label", { paidOn: day(6, 11) }, "always"),
  "071": entity(
    86,
    "03",
    "date and labels of a transfer",
    { paidOn: day(6, 11), label1: text(12, 43), label2: text(44, 75), payingBody: text(76, 85) },
    "always",
  ),
  "080": entity(15, "04", "lot", { on: day(6, 11), number: digits(12, 14) }, "maybe"),
  "081": entity(22, "04", "type of return", { type: text(6, 7), place: text(8, 21) }, "always"),
  "100": entity(15, "05", "invoice, short form", { invoice: digits(6, 14) }),
  "102": entity(40, "05", "invoice", {
    invoice: text(6, 14),
    complement: text(15, 20),
    lot: text(21, 23),
    lotOn: day(24, 29),
    type: text(30, 30),
    invoicedOn: day(31, 36),
    amcTreatment: text(37, 37),
    insurance: text(38, 39),
  }),
  "103": entity(152, "06", "insured and beneficiary", {
    nir: text(6, 18),
    nirKey: text(19, 20),
    birthName: text(21, 45),
    usedName: text(46, 70),
    firstName: text(71, 85),
    beneficiaryNir: text(86, 98),
    beneficiaryNirKey: text(99, 100),
    bornOn: birth(101, 106),
    birthRank: text(107, 107),
    beneficiaryName: text(108, 132),
    beneficiaryFirstName: text(133, 147),
    managingUnit: text(148, 151),
  }),
  "110": entity(88, "06", "insured, older form", {
    nir: text(6, 18),
    nirKey: text(19, 20),
    nameKind: text(21, 21),
    name: text(22, 46),
    firstName: text(73, 87),
  }),
  "120": entity(57, "06", "patient, older form", {
    bornOn: birth(6, 11),
    birthRank: text(12, 12),
    name: text(13, 37),
    firstName: text(38, 52),
    managingUnit: text(53, 56),
  }),
  "150": entity(8, "04", "kind of insurance", { insurance: text(6, 7) }, "maybe"),
  "160": entity(23, "04", "archiving", { number: digits(6, 22) }, "maybe"),
  "198": entity(24, "06", "part of the compulsory insurer", {
    asked: cents(6, 13),
    state: text(14, 14),
    paid: cents(15, 22),
    paidSign: sign(23, 23),
  }),
  "199": entity(49, "06", "part of the complementary insurer", {
    asked: cents(6, 13),
    state: text(14, 14),
    paid: cents(15, 22),
    paidSign: sign(23, 23),
    insurer: digits(24, 33),
    member: text(34, 48),
  }),
  "210": entity(118, "06", "act line", {
    line: digits(6, 7),
    regime: text(8, 9),
    exemption: text(10, 10),
    treatment: text(11, 12),
    discipline: text(13, 15),
    prescribedOn: day(16, 21),
    careFrom: day(22, 27),
    careTo: day(28, 33),
    unitPrice: cents(34, 41),
    base: cents(42, 49),
    rate: digits(50, 52),
    reimbursed: cents(53, 60),
    reimbursedSign: sign(61, 61),
    act: text(62, 64),
    actComplement: text(65, 66),
    quantity: digits(67, 69),
    coefficient: digits(70, 74),
    count: digits(75, 77),
    spent: cents(78, 85),
    spendingQualifier: text(86, 87),
    alsaceMoselleRate: digits(88, 90),
    alsaceMoselle: cents(91, 98),
    complementaryRate: digits(99, 101),
    complementary: cents(102, 109),
    complementaryBase: cents(110, 117),
  }),
  "250": entity(47, "05", "recovery of a debt", {
    line: digits(6, 7),
    debt: text(8, 17),
    recordedOn: day(18, 23),
    nature: text(24, 26),
    operation: text(27, 29),
    amount: cents(30, 37),
    amountSign: sign(38, 38),
    balanceLeft: cents(39, 46),
  }),
  "261": entity(19, "05", "lump sum", { code: digits(6, 10), amount: cents(11, 18) }),
  "262": entity(134, "06", "detail of a lump sum", {
    code: text(6, 10),
    label: text(11, 90),
    nir: text(91, 103),
    nirKey: text(104, 105),
    bornOn: birth(106, 111),
    birthRank: text(112, 112),
    period: text(113, 113),
    from: day(114, 119),
    to: day(120, 125),
    amount: cents(126, 133),
  }),
  "290": entity(98, "06", "rejection or signalement, older form", {
    line: digits(6, 7),
    code: text(8, 17),
    label: text(18, 97),
  }),
  "294": entity(153, "06", "rejection line", {
    code: text(6, 9),
    label: text(10, 95),
    level: text(96, 96),
    part: text(97, 97),
    act: text(98, 102),
    careOn: day(103, 108),
    performer: digits(109, 117),
    line: digits(118, 120),
    rank: digits(121, 122),
    more: text(123, 152),
  }),
  "295": entity(135, "06", "comment", { code: text(6, 6), text: text(7, 134) }),
  "990": entity(43, "99", "total of the group it closes", {
    closes: text(6, 22),
    count: digits(23, 30),
    amount: cents(31, 41),
    amountSign: sign(42, 42),
  }),
} as const satisfies Record<string, EntityLayout>;

export type EntityCode = keyof typeof ENTITIES;
export type EntityFields<C extends EntityCode> = {
  [Name in keyof (typeof ENTITIES)[C]["fields"]]: string;
};

export const readHeaderFields = slicer(HEADER);
export const readTrailerFields = slicer(TRAILER);

const LAYOUTS: ReadonlyMap<string, EntityLayout> = new Map(Object.entries(ENTITIES));
const READERS = new Map([...LAYOUTS].map(([code, { fields }]) => [code, slicer(fields)]));

/** The layout of an entity by its code; undefined when the table has none. */
export function layoutOf(code: string): EntityLayout | undefined {
  return LAYOUTS.get(code);
}

export function isKnown(code: string): code is EntityCode {
  return LAYOUTS.has(code);
}

/** The fields of an entity as they stand, blanks included. */
export function fieldsOf<C extends EntityCode>(code: C, entity: string): EntityFields<C> {
  return READERS.get(code)?.(entity) as EntityFields<C>;
}

function entity<const F extends FieldTable>(
  length: number,
  level: string,
  says: string,
  fields: F,
  closedBy990?: EntityLayout["closedBy990"],
): EntityLayout<F> {
  return { length, level, says, fields, closedBy990 };
}

function field(type: FieldType) {
  return (first: number, last: number): Field => ({ at: [first, last], type });
}

/** The table of an entity turned into offsets once: a file has a million fields. */
function slicer<F extends FieldTable>(fields: F): (record: string) => { [Name in keyof F]: string } {
  const slices = Object.entries(fields).map(([name, { at }]) => ({ name, from: at[0] - 1, to: at[1] }));
  return (record) => {
    const zones: Record<string, string> = {};
    for (const { name, from, to } of slices) zones[name] = record.slice(from, to);
    return zones as { [Name in keyof F]: string };
  };
}

export type HeaderFields = ReturnType<typeof readHeaderFields>;
