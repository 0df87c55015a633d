import {
  type CertifiedLaw,
  type ItemKind,
  itemName,
  LAW_SIDES,
  type LawFigures,
  type MoneyPosted,
} from "../domain/accounting/certificate.ts";
import { accountsOf } from "./companies.ts";
import type { Db } from "./connect.ts";
import { ITEMS_NAMED, weighCollections } from "./paymentReports.ts";

type Rows = ReturnType<Db>;

/** The two figures of a law, and the first items on which they differ. Reads the rows of the company; changes nothing. */
export async function weigh(db: Db, law: CertifiedLaw): Promise<LawFigures> {
  if (law === "collections_are_reported") return { law, unit: "cents", ...(await weighCollections(db)) };
  const { unit, kind, rows } = await WEIGHED[law](db);
  const [found] = await joiningSets(
    db,
    () => db<Omit<LawFigures, "law" | "unit">[]>`
    with item as materialized (${rows})
    select coalesce(sum(left_amount), 0)::text as left, coalesce(sum(right_amount), 0)::text as right,
           (count(*) filter (where left_amount <> right_amount))::integer as off,
           (select coalesce(json_agg(json_build_object('kind', ${kind}::text, 'subject', wrong.id::text, 'left', wrong.left_amount::text,
                                                       'right', wrong.right_amount::text) order by wrong.id), '[]')
              from (select * from item where left_amount <> right_amount order by id limit ${ITEMS_NAMED}) as wrong) as items
      from item
  `,
  );
  if (!found) throw new Error(`the law ${law} could not be weighed`);
  return { law, unit, ...found };
}

/**
 * Whole tables are held against each other: joined row by row, which the planner may choose where the company filter hides their size
 * from it, ten thousand lines would be compared a hundred million times.
 */
export async function joiningSets<T>(db: Db, query: () => Promise<T>): Promise<T> {
  const nestedLoops = (allowed: "on" | "off") => db`select set_config('enable_nestloop', ${allowed}, true)`;
  await nestedLoops("off");
  const found = await query();
  await nestedLoops("on");
  return found;
}

/** The first item on which a law does not hold, in words: "share 7: due 100, ledger 99". */
export async function firstOff(db: Db, law: CertifiedLaw): Promise<string | undefined> {
  const [item] = (await weigh(db, law)).items;
  const sides = LAW_SIDES[law];
  return item && `${itemName(item)}: ${sides.left} ${item.left}, ${sides.right} ${item.right}`;
}

type Weighed = { unit: LawFigures["unit"]; kind: ItemKind; rows: Rows };

/** Each law as rows of (id, left_amount, right_amount): what the items are, and whether they are counted in cents. */
const WEIGHED: Record<
  Exclude<CertifiedLaw, "collections_are_reported">,
  (db: Db) => Promise<Weighed> | Weighed
> = {
  lines_counted: (db) => ({
    unit: "lines",
    kind: "file",
    rows: db`select id, certified_lines as left_amount, kept_lines as right_amount from (${certifiedFiles(db)}) as file`,
  }),

  lines_in: (db) => ({
    unit: "cents",
    kind: "file",
    rows: db`select id, certified_cents as left_amount, kept_cents as right_amount from (${certifiedFiles(db)}) as file`,
  }),

  lines_in_the_books: (db) => ({
    unit: "cents",
    kind: "bank_line",
    rows: db`
      select line.id, line.amount_cents as left_amount, coalesce(booked.cents, 0) as right_amount
        from statement_line as line
        left join (
          select posting.line_id, sum(journal_line.debit_cents - journal_line.credit_cents) as cents
            from line_posting as posting
            join journal_line on journal_line.entry_id = posting.entry_id
            join bank_account on bank_account.company_id = journal_line.company_id and bank_account.account = journal_line.account
           group by posting.line_id
        ) as booked on booked.line_id = line.id
       where line.state = 'posted'`,
  }),

  lines_allocated: async (db) => ({
    unit: "cents",
    kind: "bank_line",
    rows: db`
      select line_id as id, amount as left_amount,
             shares + held + given_back + brought + charges + without_payment as right_amount
        from (${(await postedMoney(db)).rows}) as line`,
  }),

  payments_allocated: (db) => ({
    unit: "cents",
    kind: "payment",
    rows: db`
      select payment.id, payment.amount_cents as left_amount,
             coalesce(given.cents, 0) + payment.unallocated_cents
               + case when payment.method = 'advance' then 0 else coalesce(held.cents, 0) end as right_amount
        from payment
        left join (select payment_id, sum(amount_cents) as cents from allocation group by payment_id) as given
          on given.payment_id = payment.id
        left join (select payment_id, sum(abs(amount_cents)) as cents from held_money group by payment_id) as held
          on held.payment_id = payment.id
       where payment.status not in ('corrected', 'rejected', 'returned')`,
  }),

  debit_is_credit: (db) => ({
    unit: "cents",
    kind: "entry",
    rows: db`
      select entry_id as id, sum(debit_cents) as left_amount, sum(credit_cents) as right_amount
        from journal_line
       group by entry_id`,
  }),

  dues_are_the_ledger: (db) => ({
    unit: "cents",
    kind: "share",
    rows: db`
      select share.id, share.due_cents as left_amount, coalesce(ledger.due, 0) as right_amount
        from share
        left join (
          select line.share_id,
                 sum(case account.side when 'receivable' then line.debit_cents - line.credit_cents
                                       when 'payable' then line.credit_cents - line.debit_cents else 0 end) as due
            from journal_line as line
            join account on account.company_id = line.company_id and account.number = line.account
           where line.share_id is not null
           group by line.share_id
        ) as ledger on ledger.share_id = share.id`,
  }),
};

/**
 * What the statements brought, as a night certified it, beside what is kept of it. A file that no night has certified yet says itself
 * how many lines it brought.
 */
function certifiedFiles(db: Db): Rows {
  return db`
    select file.id, coalesce(certified.line_count, file.lines_new) as certified_lines,
           coalesce(certified.amount_cents, kept.cents, 0) as certified_cents, coalesce(kept.lines, 0) as kept_lines,
           coalesce(kept.cents, 0) as kept_cents
      from received_file as file
      left join certificate_file as certified on certified.file_id = file.id and certified.state = 'read'
      left join (
        select file_id, count(*) as lines, sum(abs(amount_cents)) as cents
          from statement_line
         where state in ('posted', 'new', 'waiting', 'set_aside')
         group by file_id
      ) as kept on kept.file_id = file.id
     where file.kind = 'bank_statement'
       and (certified.file_id is not null or file.state = 'read')`;
}

/**
 * Every posted line with where its cents went. A payment of the line counts by its allocations, never by its own amount; one that was
 * given back since has none left and counts by what it was. The rows are wrapped: awaited by themselves, they would run.
 */
async function postedMoney(db: Db): Promise<{ rows: Rows }> {
  const charges = await accountsOf(db, ["bankFees", "interestPaid", "roundingGain", "suspense"]);
  const vatOfCharges = await accountsOf(db, ["vatDeductible"]);
  const rows: Rows = db`
    with paid as (
      select payment.line_id,
             sum(sign.of * case when payment.status = 'returned' then 0 else coalesce(given.cents, 0) end) as shares,
             sum(sign.of * case when payment.status = 'returned' then 0 else payment.unallocated_cents + coalesce(kept.cents, 0) end) as held,
             sum(sign.of * case when payment.status = 'returned' then payment.amount_cents else 0 end) as given_back
        from payment
       cross join lateral (select case payment.direction when 'in' then 1 else -1 end as of) as sign
        left join (select payment_id, sum(amount_cents) as cents from allocation group by payment_id) as given
          on given.payment_id = payment.id
        left join (select payment_id, sum(abs(amount_cents)) as cents from held_money group by payment_id) as kept
          on kept.payment_id = payment.id
       where payment.line_id is not null
         and payment.status not in ('corrected', 'rejected')
         and not exists (select from clearing where clearing.line_id = payment.line_id and clearing.payment_id = payment.id)
       group by payment.line_id
    ), brought as (
      select clearing.line_id, sum(case payment.direction when 'in' then clearing.amount_cents else -clearing.amount_cents end) as cents
        from clearing
        join payment on payment.id = clearing.payment_id
       group by clearing.line_id
    ), booked as (
      select posting.line_id,
             sum(line.credit_cents - line.debit_cents) filter (where bank_account.id is null) as counterparts,
             sum(line.credit_cents - line.debit_cents) filter (where line.account = any (${charges}))
               as charges,
             sum(line.credit_cents - line.debit_cents) filter (where line.account = any (${vatOfCharges}) and line.vat_rate is null) as vat_of_charges
        from (select line_id, entry_id from line_posting
               union all
              select line_id, entry_id from suspense_clearing) as posting
        join journal_line as line on line.entry_id = posting.entry_id
        left join bank_account on bank_account.company_id = line.company_id and bank_account.account = line.account
       group by posting.line_id
    )
    select line.id as line_id, line.amount_cents as amount, coalesce(paid.shares, 0) as shares, coalesce(paid.held, 0) as held,
           coalesce(paid.given_back, 0) as given_back, coalesce(brought.cents, 0) as brought,
           case when paid.line_id is null and brought.line_id is null or booked.charges is null then 0
                else booked.charges + coalesce(booked.vat_of_charges, 0) end as charges,
           case when paid.line_id is null and brought.line_id is null then coalesce(booked.counterparts, 0) else 0 end as without_payment
      from statement_line as line
      left join paid on paid.line_id = line.id
      left join brought on brought.line_id = line.id
      left join booked on booked.line_id = line.id
     where line.state = 'posted'`;
  return { rows };
}

/** Where the cents of all posted lines went, added up. */
export async function sumPostedMoney(db: Db): Promise<MoneyPosted> {
  const { rows } = await postedMoney(db);
  const [row] = await joiningSets(
    db,
    () => db<MoneyPosted[]>`
    select coalesce(sum(shares), 0)::text as shares, coalesce(sum(held), 0)::text as held,
           coalesce(sum(given_back), 0)::text as given_back, coalesce(sum(brought), 0)::text as brought,
           coalesce(sum(charges), 0)::text as charges, coalesce(sum(without_payment), 0)::text as without_payment
      from (${rows}) as line
  `,
  );
  if (!row) throw new Error("the money of the posted lines could not be added up");
  return row;
}
