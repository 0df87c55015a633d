/** How a rejected invoice goes back to the insurer (S1.29): as it was sent the first time. */
export type Recycling = "sesam_vitale" | "b2";

const BY_TYPE: ReadonlyMap<string, Recycling> = new Map([
  ["F", "sesam_vitale"], // FSE
  ["D", "sesam_vitale"], // DRE, asked of the complementary insurer
  ["B", "b2"], // plain B2, or SESAM-Vitale in degraded mode: nothing of it is signed
]);

/** @param invoiceType of a return, table 5.3 of NOEMIE. Undefined for paper, and where the return does not say */
export function recyclingOf(invoiceType: string): Recycling | undefined {
  return BY_TYPE.get(invoiceType);
}
