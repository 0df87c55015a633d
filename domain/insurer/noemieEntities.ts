import type { IsoDate } from "../days.ts";
import type { Entity } from "./noemieBlocks.ts";
import { AMC_INVOICE_TYPES } from "./noemieCodes.ts";
import { readDay } from "./noemieFields.ts";
import { addAmount, addChild, breakOpen, closeGroup, openGroup } from "./noemieGroups.ts";
import { addReason, lotOf, openInvoice, openShortInvoice, sharesOf } from "./noemieInvoice.ts";
import { type EntityCode, fieldsOf, isKnown, layoutOf } from "./noemieLayout.ts";
import { addAct, addLumpDetail, addPart, readLumpSum, readRecovery, reasonOf } from "./noemieMoney.ts";
import { closeTransfer, type Reading } from "./noemieReading.ts";
import { addItems, keepExtra, openTransfer } from "./noemieTransfer.ts";
import type { InsurerKind, ReturnItem } from "./return.ts";

/** What hangs below an item; every other entity ends it. */
const DETAILS: ReadonlySet<string> = new Set([
  ...["103", "110", "120", "198", "199", "210", "262", "290", "294", "295"],
]);

/** Reads one entity (section 6). One that is unknown, or longer than known, is kept and said; a shorter one refuses the file. */
export function readEntity(reading: Reading, entity: Entity): void {
  const { code, text, line } = entity;
  const { report } = reading;
  if (code === "") {
    report.refuse("noemie_entity_unended", { line, value: text.slice(0, 3) });
    breakOpen(reading.groups);
    return;
  }
  if (!isKnown(code)) {
    report.warnOnce("noemie_entity_unknown", { line, value: code }, code);
    keep(reading, text);
    return;
  }
  if (!DETAILS.has(code)) endEntities(reading);
  const length = layoutOf(code)?.length ?? 0;
  const found = text.length + 1;
  if (found < length) {
    report.refuse("noemie_entity_shorter", { line, value: code, params: lengths(length, found) });
    breakOpen(reading.groups);
    if (!DETAILS.has(code)) reading.current = "refused";
    return;
  }
  if (found > length) {
    report.warnOnce("noemie_entity_longer", { line, value: code, params: lengths(length, found) }, code);
  }
  readKnown(reading, { ...entity, code });
  if (found > length) keep(reading, text.slice(length - 1));
}

/** Gives the item whose entities have all been read. */
export function endEntities(reading: Reading): void {
  const { current } = reading;
  reading.current = undefined;
  if (current === undefined || current === "refused") return;
  if ("kind" in current) give(reading, [current]);
  else if (!current.isBroken) give(reading, sharesOf(current));
}

type KnownEntity = Entity & { code: EntityCode };

/** The only switch on entities. */
function readKnown(reading: Reading, entity: KnownEntity): void {
  switch (entity.code) {
    case "020":
    case "040":
    case "080":
    case "081":
    case "150":
    case "160":
      beginContext(reading, entity);
      break;
    case "070":
    case "071":
      beginTransfer(reading, entity);
      break;
    case "100":
    case "102":
    case "261":
    case "250":
      beginItem(reading, entity);
      break;
    case "103":
    case "110":
    case "120":
      // People stay in the file: the invoice number says who it is to whoever billed it.
      break;
    case "198":
    case "199":
    case "210":
    case "262":
    case "290":
    case "294":
    case "295":
      readDetail(reading, entity);
      break;
    case "990":
      closeGroup(reading.groups, fieldsOf(entity.code, entity.text), entity.line);
      break;
  }
}

function beginTransfer(reading: Reading, { code, text, line }: KnownEntity): void {
  const fields = code === "071" ? fieldsOf(code, text) : undefined;
  const zone = fields?.paidOn ?? fieldsOf("070", text).paidOn;
  openGroup(reading.groups, code, [zone.trim()], line);
  closeTransfer(reading);
  const paidOn = readDay(zone);
  if (paidOn === undefined || paidOn === "absent") {
    reading.report.refuse("noemie_transfer_day", { line, field: "6-11", value: zone });
  }
  const labels = [fields?.label1, fields?.label2].flatMap((label) => label?.trim() || []);
  const payingBody = fields?.payingBody.trim() ?? "";
  reading.transfer = openTransfer(
    // A transfer without its day still adds up; the error that was told refuses the file.
    { paidOn: paidOn === "absent" ? "" : (paidOn ?? ""), labels, payingBody },
    { open: reading.open, payee: reading.payee, line },
  );
}

/** Groups that say something of the items below them. */
function beginContext(reading: Reading, { code, text, line }: KnownEntity): void {
  if (code === "020") openGroup(reading.groups, code, [fieldsOf(code, text).agent.trim()], line);
  else if (code === "040") {
    const payee = fieldsOf(code, text).payee.trim();
    openGroup(reading.groups, code, [payee], line);
    reading.payee = payee;
  } else if (code === "080") {
    const { number, on } = fieldsOf(code, text);
    openGroup(reading.groups, code, [number.trim(), on.trim()], line);
    reading.lot = lotOf(number.trim(), dayOf(reading, { code, text, line }, on));
  } else if (code === "081") {
    const { type } = fieldsOf(code, text);
    openGroup(reading.groups, code, [type.trim()], line);
    reading.returnType = type.trim();
  } else if (code === "150") {
    const { insurance } = fieldsOf(code, text);
    openGroup(reading.groups, code, [insurance.trim()], line);
    reading.insurance = insurance.trim();
  } else if (code === "160") {
    openGroup(reading.groups, code, [fieldsOf(code, text).number.trim()], line);
  }
}

function beginItem(reading: Reading, entity: KnownEntity): void {
  const { code, text, line } = entity;
  if (!reading.transfer) {
    reading.report.refuse("noemie_outside_transfer", { line, value: code });
    breakOpen(reading.groups);
    reading.current = "refused";
    return;
  }
  addChild(reading.groups);
  if (code === "261") reading.current = readLumpSum(reading, entity) ?? "refused";
  else if (code === "250") {
    // Given at once: a debt has no details.
    const recovery = readRecovery(reading, entity, (zone) => dayOf(reading, entity, zone));
    if (recovery) give(reading, [recovery]);
  } else if (code === "100") {
    reading.current = openShortInvoice(fieldsOf(code, text).invoice, line, reading);
  } else if (code === "102") {
    const fields = fieldsOf(code, text);
    const lotDay = dayOf(reading, entity, fields.lotOn);
    const invoicedDay = dayOf(reading, entity, fields.invoicedOn);
    reading.current = openInvoice({ ...fields, lotDay, invoicedDay }, line, reading);
  }
}

function readDetail(reading: Reading, entity: KnownEntity): void {
  const { code, text } = entity;
  const { current } = reading;
  if (current === "refused") return;
  const lump = current && "kind" in current ? current : undefined;
  const invoice = current && !("kind" in current) ? current : undefined;
  if (lump && code === "262") addLumpDetail(reading, lump, entity, (zone) => dayOf(reading, entity, zone));
  else if (!invoice || code === "262") detailAlone(reading, entity);
  else if (code === "198" || code === "199") addPart(reading, invoice, { ...entity, code });
  else if (code === "210") addAct(reading, invoice, entity);
  else if (code === "290" || code === "294") addReason(invoice, reasonOf(code, text));
  else if (code === "295") invoice.comments.push(fieldsOf(code, text).text.trim());
}

/** Money of no item refuses the file; a remark of no item is kept and said. */
function detailAlone(reading: Reading, { code, text, line }: KnownEntity): void {
  const isMoney = code === "198" || code === "199" || code === "210" || code === "262";
  if (isMoney) {
    reading.report.refuse("noemie_detail_alone", { line, value: code });
    breakOpen(reading.groups);
  } else {
    reading.report.warnOnce("noemie_remark_alone", { line, value: code }, code);
    keep(reading, text);
  }
}

function give(reading: Reading, items: readonly ReturnItem[]): void {
  const { transfer, rank, report } = reading;
  if (!transfer) return;
  const amount = addItems(transfer, items, { kind: kindOf(items), rank, report });
  addAmount(reading.groups, amount);
  reading.amount += amount;
}

/** Who pays by the items of one invoice, for emitters that only relay. */
function kindOf(items: readonly ReturnItem[]): InsurerKind {
  const isAmc = items.every(
    (item) =>
      item.kind === "share" && (item.payer === "amc" || AMC_INVOICE_TYPES.has(item.invoiceType ?? "")),
  );
  return isAmc ? "amc" : "amo";
}

/** What is not understood is kept with the item it stands in, else with the transfer. */
function keep(reading: Reading, extra: string): void {
  const { current } = reading;
  if (current !== undefined && current !== "refused") current.extras.push(extra);
  else if (reading.transfer) keepExtra(reading.transfer, extra);
}

/** A day that cannot be read is left out: it only helps to find an invoice. */
function dayOf(reading: Reading, { code, line }: KnownEntity, zone: string): IsoDate | undefined {
  const day = readDay(zone);
  if (day === undefined)
    reading.report.warnOnce("noemie_day", { line, value: zone, params: { entity: code } }, code);
  return day === "absent" ? undefined : day;
}

function lengths(expected: number, found: number): Record<string, string> {
  return { expected: String(expected), found: String(found) };
}
