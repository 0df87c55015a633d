import type { Payer } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import { drawIds, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type ShareToResubmit = {
  invoiceId: bigint;
  shareId: bigint;
  thirdPartyId: bigint;
  payer: Payer;
  due: bigint;
  replaced: boolean;
  /** The last thing its insurer said of it was no. */
  rejected: boolean;
};

export async function sharesToResubmit(db: Db, number: string): Promise<ShareToResubmit[]> {
  return db<ShareToResubmit[]>`
    select invoice.id as invoice_id, share.id as share_id, share.third_party_id, share.payer, share.due_cents as due,
           invoice.replaced_by is not null as replaced,
           coalesce((select item.status = 'rejected' from insurer_return_item as item
                      where item.share_id = share.id order by item.id desc limit 1), false) as rejected
      from invoice
      join share on share.invoice_id = invoice.id
     where invoice.company_id = current_company()
       and invoice.number = ${number}
       and invoice.lifecycle = 'issued'
     order by share.id
  `;
}

export async function invoiceNumberTaken(db: Db, number: string): Promise<boolean> {
  const rows = await db`select from invoice where company_id = current_company() and number = ${number}`;
  return rows.length > 0;
}

type NewInvoice = {
  companyId: bigint;
  oldInvoiceId: bigint;
  newInvoice: string;
  numberKey: string;
  total: bigint;
  on: IsoDate;
  shares: readonly { payer: Payer; aux: string; amount: bigint }[];
};

export type NewShare = { shareId: bigint; thirdPartyId: bigint; payer: Payer; amount: bigint };

/** The new invoice with its shares, named by the old one. Undefined when a code is nobody's. */
export async function insertResubmission(
  db: Db,
  given: NewInvoice,
): Promise<{ invoiceId: bigint; shares: NewShare[] } | undefined> {
  const parties = await db<{ id: bigint; aux: string }[]>`
    select id, aux from third_party
     where company_id = current_company() and aux = any (${given.shares.map((share) => share.aux)}::text[])
  `;
  const idOf = new Map(parties.map((party) => [party.aux, party.id]));
  if (given.shares.some((share) => !idOf.has(share.aux))) return undefined;
  const [row] = await db<{ id: bigint }[]>`
    insert into invoice (company_id, number, number_key, type, lifecycle, issued_on, due_on, total_cents, customer_id, branch)
    select company_id, ${given.newInvoice}, ${given.numberKey}, type, 'issued', ${given.on}, due_on, ${given.total}, customer_id, branch
      from invoice where id = ${given.oldInvoiceId}
    returning id
  `;
  if (!row) throw new Error("the new invoice was not written");
  const shares = given.shares.map(({ payer, aux, amount }) => ({
    payer,
    amount,
    thirdPartyId: idOf.get(aux) ?? 0n,
  }));
  await db`update invoice set replaced_by = ${row.id} where id = ${given.oldInvoiceId}`;
  return { invoiceId: row.id, shares: await insertNewShares(db, given.companyId, row.id, shares) };
}

async function insertNewShares(
  db: Db,
  companyId: bigint,
  invoiceId: bigint,
  shares: readonly Omit<NewShare, "shareId">[],
): Promise<NewShare[]> {
  const ids = await drawIds(db, "share", shares.length);
  const created = shares.map((share, nth) => ({ ...share, shareId: ids[nth] ?? 0n }));
  await insertRows(
    db,
    "share",
    {
      id: "bigint",
      company_id: "bigint",
      invoice_id: "bigint",
      payer: "text",
      third_party_id: "bigint",
      amount_cents: "bigint",
    },
    created.map(({ shareId, payer, thirdPartyId, amount }) => [
      shareId,
      companyId,
      invoiceId,
      payer,
      thirdPartyId,
      amount,
    ]),
  );
  return created;
}
