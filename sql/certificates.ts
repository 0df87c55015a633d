import {
  type CertificateContent,
  type ItemKind,
  type OpenItem,
  openItemsHash,
} from "../domain/accounting/certificate.ts";
import { CHAIN_START, chainHash } from "../domain/accounting/chain.ts";
import { companyRoles } from "./companies.ts";
import type { Db } from "./connect.ts";

/** Open items held in memory at a time. */
const BATCH_ITEMS = 2_000;

export type Certificate = {
  nightId: bigint;
  number: number;
  holds: boolean;
  content: CertificateContent;
  previousHash: string;
  hash: string;
};

/** The last certificate of the company, on which the next one hangs. */
export async function lastLink(db: Db): Promise<{ number: number; hash: string }> {
  const [row] = await db<{ number: number; hash: string }[]>`
    select number, hash from certificate where company_id = current_company() order by number desc limit 1
  `;
  return row ?? { number: 0, hash: CHAIN_START };
}

/** One certificate by its number, or the last one. */
export async function findCertificate(db: Db, number?: number): Promise<Certificate | undefined> {
  const [row] = await db<Certificate[]>`
    select night_id, number, holds, content, previous_hash, hash
      from certificate
     where company_id = current_company()
       and ${number === undefined ? db`true` : db`number = ${number}`}
     order by number desc
     limit 1
  `;
  return row;
}

/** The certificates from the latest, a page at a time. */
export async function listCertificates(
  db: Db,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<Certificate[]> {
  return db<Certificate[]>`
    select night_id, number, holds, content, previous_hash, hash
      from certificate
     where company_id = current_company()
       and ${before === undefined ? db`true` : db`number < ${before}`}
     order by number desc
     limit ${limit}
  `;
}

type Figures = Pick<CertificateContent, "files" | "arrived" | "lines" | "markedPaid">;

/** What came since the last certificate, and where every line stands, in one statement. */
export async function certifiedFigures(db: Db): Promise<Figures> {
  const tally = (rows: ReturnType<Db>) =>
    db`(select json_build_object('count', count(*), 'cents', coalesce(sum(cents), 0)::text) from ${rows})`;
  const [row] = await db<{ figures: Figures }[]>`
    with fresh as (
      select file.id, file.state
        from received_file as file
       where file.state in ('read', 'refused')
         and not exists (select from certificate_file as known where known.file_id = file.id and known.state = file.state)
    ), line as (
      select state, file_id, abs(amount_cents) as cents from statement_line
    )
    select json_build_object(
      'files', json_build_object(
        'read', (select count(*) from fresh where state = 'read'),
        'refused', (select count(*) from fresh where state = 'refused'),
        'waiting', (select count(*) from received_file where state in ('received', 'held'))),
      'arrived', ${tally(db`line where file_id in (select fresh.id from fresh where fresh.state = 'read')`)},
      'lines', json_build_object(
        'posted', ${tally(db`line where state = 'posted'`)},
        'waiting', ${tally(db`line where state in ('new', 'waiting')`)},
        'setAside', ${tally(db`line where state = 'set_aside'`)}),
      'markedPaid', ${tally(db`(select due_amo_cents + due_amc_cents + due_own_cents as cents from invoice
                                 where marked_paid_at is not null and open_shares > 0) as marked`)}) as figures
  `;
  if (!row) throw new Error("the night could not be added up");
  return row.figures;
}

/** The certificate with its laws as rows, and the files it is the first to name. */
export async function insertCertificate(db: Db, companyId: bigint, given: Certificate): Promise<void> {
  const { nightId, number, content, previousHash, hash } = given;
  await db`
    insert into certificate (night_id, company_id, number, holds, content, previous_hash, hash)
    values (${nightId}, ${companyId}, ${number}, ${given.holds}, ${db.json(content as never)}, ${previousHash}, ${hash})
  `;
  const laws = content.laws.map(({ law, unit, left, right, off }) => ({
    night_id: nightId,
    law,
    company_id: companyId,
    unit,
    left_amount: BigInt(left),
    right_amount: BigInt(right),
    items_off: off,
  }));
  await db`insert into certificate_law ${db(laws)}`;
  await db`
    insert into certificate_file (file_id, state, company_id, night_id, line_count, amount_cents)
    select file.id, file.state, file.company_id, ${nightId}, coalesce(kept.lines, 0), coalesce(kept.cents, 0)
      from received_file as file
      left join (select file_id, count(*) as lines, sum(abs(amount_cents)) as cents from statement_line group by file_id) as kept
        on kept.file_id = file.id
     where file.company_id = ${companyId}
       and file.state in ('read', 'refused')
    on conflict do nothing
  `;
}

/**
 * Writes down all that is open now, each with its reason, in one statement: lines that wait, money in suspense or between two
 * accounts, payments under way, overpaid shares, files held or not read (and those this night refused), documents marked as paid
 * without a payment (D6). Names are numbers and references: a certificate is shown to people who may not know a patient.
 */
export async function insertOpenItems(db: Db, companyId: bigint, nightId: bigint): Promise<void> {
  const { suspense, internalTransfer } = await companyRoles(db);
  await db`
    insert into certificate_item (night_id, rank, company_id, kind, subject_id, name, reason, since, amount_cents)
    select ${nightId}, row_number() over (order by kind, since, subject_id, reason), ${companyId}, kind, subject_id, name, reason, since, cents
      from (
        select 'file' as kind, file.id as subject_id, file.name, file.state as reason,
               (file.received_at at time zone 'UTC')::date as since, 0::bigint as cents
          from received_file as file
         where file.state in ('received', 'held')
            or (file.state = 'refused'
                and not exists (select from certificate_file as known where known.file_id = file.id and known.state = 'refused'))
        union all
        select 'bank_line', line.id, bank_account.journal || ' ' || coalesce(line.bank_reference, '#' || line.id),
               case line.state when 'set_aside' then 'set_aside' else coalesce(reason.reason, 'not_decided') end,
               line.booked_on, line.amount_cents
          from statement_line as line
          join bank_account on bank_account.id = line.bank_account_id
          left join lateral (
            select match.reason from match where match.line_id = line.id and match.decided_by is null order by match.id desc limit 1
          ) as reason on true
         where line.state in ('new', 'waiting', 'set_aside')
        union all
        select 'payment', payment.id, coalesce(payment.reference, 'REG-' || payment.id), payment.status, payment.paid_on,
               case payment.direction when 'in' then payment.amount_cents else -payment.amount_cents end
                 - coalesce((select sum(clearing.amount_cents) from clearing where clearing.payment_id = payment.id
                                and payment.status = 'announced'), 0)
          from payment
         where payment.status in ('scheduled', 'sent', 'issued', 'announced', 'in_portfolio', 'deposited')
            or (payment.status = 'received' and (payment.method <> 'insurer_transfer' or payment.unallocated_cents <> 0))
        union all
        select 'entry', entry.id, entry.journal || ' ' || entry.piece,
               case line.account when ${suspense} then 'suspense' else 'other_leg_awaited' end,
               entry.posted_on, line.debit_cents - line.credit_cents
          from journal_line as line
          join journal_entry as entry on entry.id = line.entry_id
         where line.company_id = ${companyId}
           and line.account in (${suspense}, ${internalTransfer})
           and not exists (
             select from lettering_line join lettering_group on lettering_group.id = lettering_line.group_id
              where lettering_line.line_id = line.id and lettering_group.balanced)
        union all
        select 'share', share.id, invoice.number || '/' || share.payer, 'overpaid', invoice.issued_on, share.due_cents
          from share
          join invoice on invoice.id = share.invoice_id
         where share.due_cents <> 0
           and sign(share.due_cents) = -sign(share.amount_cents)
        union all
        select 'invoice', invoice.id, invoice.number, 'marked_paid', (invoice.marked_paid_at at time zone 'UTC')::date,
               invoice.due_amo_cents + invoice.due_amc_cents + invoice.due_own_cents
          from invoice
         where invoice.marked_paid_at is not null
           and invoice.open_shares > 0
      ) as open
  `;
}

/** The open items of a night in their order, in batches. Inside a transaction: a cursor reads them. */
export async function* openItems(db: Db, nightId: bigint): AsyncGenerator<OpenItem[]> {
  const rows = db<OpenItem[]>`
    select kind, subject_id::text as subject, name, reason, since, amount_cents::text as cents
      from certificate_item
     where night_id = ${nightId}
     order by rank
  `;
  for await (const batch of rows.cursor(BATCH_ITEMS)) yield batch;
}

/** Which open items: of a kind, for a reason. Bank lines of no reason are those that wait: those set aside have theirs. */
export type ItemsAsked = { kind: ItemKind | undefined; reason: string | undefined };

/** A page of the open items of a night, with their ranks. */
export async function listOpenItems(
  db: Db,
  nightId: bigint,
  { kind, reason, after, limit }: ItemsAsked & { after: number; limit: number },
): Promise<(OpenItem & { rank: number })[]> {
  return db<(OpenItem & { rank: number })[]>`
    select rank, kind, subject_id::text as subject, name, reason, since, amount_cents::text as cents
      from certificate_item
     where night_id = ${nightId}
       and rank > ${after}
       ${kind === undefined ? db`` : db`and kind = ${kind}`}
       ${reason === undefined ? db`` : db`and reason = ${reason}`}
       ${kind === "bank_line" && reason === undefined ? db`and reason <> 'set_aside'` : db``}
     order by rank
     limit ${limit}
  `;
}

/** The open items of a night by reason, with the hash of them all. */
export async function sumOpenItems(db: Db, nightId: bigint): Promise<CertificateContent["open"]> {
  const reasons = await db<CertificateContent["open"]["reasons"]>`
    select kind, reason, count(*)::integer as count, sum(amount_cents)::text as cents
      from certificate_item
     where night_id = ${nightId}
     group by kind, reason
     order by kind, reason
  `;
  return {
    count: reasons.reduce((sum, { count }) => sum + count, 0),
    hash: await hashOfItems(db, nightId),
    reasons: [...reasons],
  };
}

async function hashOfItems(db: Db, nightId: bigint): Promise<string> {
  const hash = openItemsHash();
  for await (const items of openItems(db, nightId)) hash.add(items);
  return hash.digest();
}

/** The first certificate that is not what was hashed, that does not hang on the one before, or that is missing. */
export async function certificateChainBreak(db: Db): Promise<string | undefined> {
  let [number, previous] = [0, CHAIN_START];
  const certificates = await db<Certificate[]>`
    select night_id, number, holds, content, previous_hash, hash from certificate where company_id = current_company() order by number
  `;
  for (const certificate of certificates) {
    number += 1;
    const place = `certificate ${certificate.number}`;
    if (certificate.number !== number) return `${place}: certificate ${number} is missing`;
    if (certificate.previousHash !== previous)
      return `${place}: it does not hang on the hash of the one before`;
    if (chainHash(previous, certificate.content) !== certificate.hash)
      return `${place}: the hash is not the one of its content`;
    if ((await hashOfItems(db, certificate.nightId)) !== certificate.content.open.hash)
      return `${place}: its open items are not those that were certified`;
    previous = certificate.hash;
  }
  return nightWithout(db);
}

/** A night that came after the first certificate and has none: the last of a chain leaves no other trace when it is taken away. */
async function nightWithout(db: Db): Promise<string | undefined> {
  const [row] = await db<{ place: string }[]>`
    select 'night ' || night.id || ' has no certificate' as place
      from night
     where night.id > (select min(night_id) from certificate)
       and not exists (select from certificate where certificate.night_id = night.id)
     order by night.id
     limit 1
  `;
  return row?.place;
}
