import type { payment as french } from "./frPayment.ts";

export const payment: typeof french = {
  payment: {
    title: (day: string, euros: string) => `Payment of ${day}, ${euros}`,
    facts: "The payment",
    direction: "Direction",
    in: "received",
    out: "paid out",
    discount: "Early-payment discount",
    reference: "Reference",
    cheque: "Cheque number",
    drawnOn: "Drawn on",
    cleared: "Marked by hand on",
    return: "Return",
    plainReturn: "return without a reference",
    order: "Order",
    seeOrder: "see the order",
    pays: "What it pays",
    paysNothing: "No invoice.",
    bank: "At the bank",
    noBank: "No bank line has brought it yet.",
    noEntry: "No entry: this payment has not happened yet.",
    recorded: "Payments recorded by this entry",
    of: (euros: string, party: string) => (party ? `${euros}, ${party}` : euros),
  },
};
