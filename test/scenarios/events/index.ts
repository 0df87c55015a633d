import type { EventOf, Kind, ScenarioEvent } from "../eventSchema.ts";
import type { Refusal, World } from "../world.ts";
import { bankLines, importStatement, reimportStatement } from "./bank.ts";
import { setLock, validateEntries } from "./books.ts";
import { bookLine, matchLine, suspendLine, undoMatch } from "./decisions.ts";
import { insurerReturn, resubmit, settleOverpayment } from "./insurers.ts";
import { importInvoices } from "./invoices.ts";
import {
  acceptBill,
  changeIban,
  directDebitFile,
  handInBills,
  issueBill,
  paymentStatus,
  returnPayment,
  transferOrder,
} from "./orders.ts";
import { recordPayment, schedulePayment } from "./receipts.ts";
import { cardBatch, depositCash, depositSlip } from "./remittances.ts";
import { badDebt, markPaid, markToPay, refund, useAdvance, useCreditNote, writeOff } from "./settling.ts";

/** Plays one event through the product. Gives what was refused; nothing when all of it went through. */
export type Player<K extends Kind> = (world: World, event: EventOf<K>) => Promise<Refusal[]>;

/** One function per kind. */
const PLAYERS: { [K in Kind]: Player<K> } = {
  import_invoices: importInvoices,
  bank_lines: bankLines,
  import_statement: importStatement,
  reimport_statement: reimportStatement,
  insurer_return: insurerReturn,
  record_payment: recordPayment,
  deposit_slip: depositSlip,
  deposit_cash: depositCash,
  card_batch: cardBatch,
  schedule_payment: schedulePayment,
  direct_debit_file: directDebitFile,
  accept_bill: acceptBill,
  issue_bill: issueBill,
  hand_in_bills: handInBills,
  transfer_order: transferOrder,
  payment_status: paymentStatus,
  change_iban: changeIban,
  return_payment: returnPayment,
  settle_overpayment: settleOverpayment,
  resubmit,
  match_line: matchLine,
  book_line: bookLine,
  suspend_line: suspendLine,
  undo_match: undoMatch,
  validate_entries: validateEntries,
  set_lock: setLock,
  write_off: writeOff,
  bad_debt: badDebt,
  refund,
  use_advance: useAdvance,
  use_credit_note: useCreditNote,
  mark_paid: markPaid,
  mark_to_pay: markToPay,
};

export function playEvent(world: World, event: ScenarioEvent): Promise<Refusal[]> {
  const player = PLAYERS[event.kind] as (world: World, event: never) => Promise<Refusal[]>;
  return player(world, event as never); // the record holds each function under its own kind
}
