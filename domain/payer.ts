/** Who owes a share of an invoice: compulsory insurer, complementary insurer, patient, customer; or whom we owe. */
export type Payer = "amo" | "amc" | "patient" | "business" | "supplier";
