import type { Charges } from "../../../domain/accounting/orderEntries.ts";
import { decimalOf, sumCents } from "../../../domain/money.ts";
import type { EventOf } from "../eventSchema.ts";
import { shareIdOf, Unplayable, type World, within } from "../world.ts";

export type Allocated = NonNullable<EventOf<"match_line">["allocations"]>[number];
export type Parts = {
  shares: { shareId: bigint; amount: bigint }[];
  advances: { thirdPartyId: bigint; amount: bigint }[];
};

/** Shares and advances of an event. What is set aside to be paid back is an allocation of money out only: see decisions.ts. */
export async function partsOf(world: World, allocations: readonly Allocated[] = []): Promise<Parts> {
  const parts: Parts = { shares: [], advances: [] };
  for (const { share, advance, toRefund, amount } of allocations) {
    if (toRefund !== undefined) throw new Unplayable(`toRefund ${toRefund} is paid back alone, by money out`);
    if (share !== undefined) parts.shares.push({ shareId: await shareIdOf(world, share), amount });
    else parts.advances.push({ thirdPartyId: await partyIdOf(world, advance), amount });
  }
  return parts;
}

export async function partyIdOf(world: World, aux: string | undefined): Promise<bigint> {
  const [party] = await within(
    world,
    (db) => db<{ id: bigint }[]>`select id from third_party where aux = ${aux ?? ""}`,
  );
  if (!party) throw new Unplayable(`there is no third party ${aux}`);
  return party.id;
}

/** What a person says was paid is what its allocations make: the product is told of these alone. */
export function checkAmount({
  kind,
  amount,
  allocations = [],
}: {
  kind: string;
  amount: bigint;
  allocations?: readonly Allocated[] | undefined;
}): void {
  const sum = sumCents(allocations.map((part) => part.amount));
  if (sum === amount) return;
  throw new Unplayable(
    `${kind}: its amount is ${decimalOf(amount)}, its allocations make ${decimalOf(sum)}; give each cent a share, an advance (aux) or toRefund (aux)`,
  );
}

/** The cents of a notice, as the product takes them: what is not named is not given. */
export function chargesOf(charges: NonNullable<EventOf<"match_line">["charges"]> | undefined): {
  charges?: Charges;
} {
  if (!charges) return {};
  const { fee, vat, interest } = charges;
  return {
    charges: {
      ...(fee === undefined ? {} : { fee }),
      ...(vat === undefined ? {} : { vat }),
      ...(interest === undefined ? {} : { interest }),
    },
  };
}
