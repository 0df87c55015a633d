import type { receipts as fr } from "./frReceipts.ts";
import { manyEnglish as many } from "./many.ts";

export const receipts: typeof fr = {
  receiving: {
    methods: {
      cheque: "Cheque",
      transfer: "Transfer",
      cash: "Cash",
      card: "Card",
      direct_debit: "Direct debit",
      other: "Other",
    },
    reference: "Reference",
    label: "Label",
    account: "Bank account",
    noAccount: "Not said",
    usualJournal: "That of the means: CH, CA, CB, PR or OD",
    cleared: "Seen on the bank account",
    clearedNote: "a marker and nothing more: no amount, balance or status changes",
    clearedByHand: (day) => `marked by hand on ${day}`,
    bankNote:
      "A transfer or a direct debit recorded here waits for its statement line, which will clear it. If it stands on the statement already, match it in “To match”.",
    debits: (cheque, cash, card, debit, other) =>
      `${cheque} (cheque), ${cash} (cash), ${card} (card), ${debit} (direct debit) or ${other} (transfer, other)`,
  },
  paymentEntry: {
    invoice: "Invoice",
    start: "Record a payment",
    unpaid: "Choose among the unpaid",
    missing: "Choose the invoice that this payment pays.",
    noMatch: (typed) => `No invoice that is still due has "${typed}" in its number or its customer's name.`,
    several: "Several invoices that are still due match. Which one is paid?",
    label: (customer, issued, due) => `${customer}, of ${issued}, ${due} left`,
  },
  remittances: {
    title: "Remittances",
    intro: "Money received that is not on the bank account yet.",
    inHand: {
      cheque: (count) => `Cheques in hand (${count})`,
      card: (count) => `Card sales in hand (${count})`,
    },
    heads: {
      pick: "Take",
      day: "Day",
      payer: "Payer",
      number: "Cheque number",
      bank: "Issuing bank",
      invoices: "Invoices",
      amount: "Amount",
    },
    none: { cheque: "No cheque in hand.", card: "No card sale in hand." },
    account: "Account to credit",
    make: { cheque: "Make the slip", card: "Close the batch" },
    makeNote: {
      cheque: "The slip posts nothing: cheques stay on 511200 until the bank credits them.",
      card: "The batch posts nothing: sales stay on 511500 until the bank credits them.",
    },
    allOf: (amount) => `In hand in all: ${amount}`,
    cash: "Pay cash in",
    cashHeld: (amount) => `In the till: ${amount}`,
    cashAmount: "Amount",
    cashMake: "Record the deposit",
    cashNote: (debit, credit) => `Entry CA: ${debit} debited, ${credit} credited, until the bank’s line.`,
    made: "Remittances made",
    madeHeads: {
      reference: "Remittance",
      kind: "Kind",
      day: "Day",
      account: "Account",
      count: "Payments",
      amount: "Amount",
      state: "State",
    },
    kinds: { cheque_slip: "cheque slip", cash_deposit: "cash deposit", card_batch: "card batch" },
    states: {
      under_way: "on its way",
      part: "credited in part",
      credited: "credited",
      withdrawn: "withdrawn",
    },
    came: (count) => many(count, "cheque came back", "cheques came back"),
    withdraw: "Withdraw",
    noneMade: "No remittance yet.",
    said: {
      made: (reference) =>
        `Remittance ${reference} recorded. The bank should print this reference on the statement.`,
      withdrawn: (reference) => `Remittance ${reference} withdrawn: its payments are in hand again.`,
    },
  },
  credits: {
    credits: (what) => `brings ${what}`,
    payments: (count) => many(count, "payment on its way", "payments on their way"),
    takesBack: (reference) => `takes back ${reference}`,
    fee: "Fee without VAT",
    feeVat: "VAT",
    accept: "Accept",
  },
};
