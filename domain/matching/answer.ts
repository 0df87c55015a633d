/** An answer as far as it is compared: found just now, or read back from what is stored. */
export type Answer = {
  allocations: readonly {
    shareId: bigint | string;
    thirdPartyId: bigint | string;
    amount: bigint | string;
  }[];
  brings?:
    | readonly { paymentId?: bigint | string; thirdPartyId: bigint | string; amount: bigint | string }[]
    | undefined;
  clears?:
    | { paymentIds: readonly (bigint | string)[]; remittances: readonly { remittanceId: bigint | string }[] }
    | undefined;
  takesBack?: { paymentId: bigint | string } | undefined;
};

/** Shares with their cents, as one text: two answers are one when their texts are. */
export function allocated(
  allocations: readonly { shareId: bigint | string; amount: bigint | string }[],
): string {
  return sorted(allocations.map(({ shareId, amount }) => `share ${shareId}: ${amount}`));
}

/** Announced payments, or an insurer whose return has not come. */
export function brought(
  brings: readonly {
    paymentId?: bigint | string;
    thirdPartyId: bigint | string;
    amount: bigint | string;
  }[],
): string {
  return sorted(
    brings.map(({ paymentId, thirdPartyId, amount }) => `${paymentId ?? `of ${thirdPartyId}`}: ${amount}`),
  );
}

/** Accounts with their cents. */
export function booked(parts: readonly { account: string; amount: bigint | string }[]): string {
  return sorted(
    parts.filter(({ amount }) => BigInt(amount) !== 0n).map(({ account, amount }) => `${account}: ${amount}`),
  );
}

/** What a candidate says, as one text. */
export function answerOf({ brings, clears, takesBack, allocations }: Answer): string {
  if (clears) return cleared(clears);
  if (takesBack) return `back ${takesBack.paymentId}`;
  return brings ? brought(brings) : allocated(allocations);
}

/** Money that was under way: payments and remittances. */
function cleared({ paymentIds, remittances }: NonNullable<Answer["clears"]>): string {
  const slips = remittances.map(({ remittanceId }) => `remittance ${remittanceId}`);
  return sorted([...paymentIds.map((id) => `payment ${id}`), ...slips]);
}

/** The party that an answer names as the payer. */
export function partyOf({ brings, allocations }: Answer): bigint | undefined {
  const id = allocations[0]?.thirdPartyId ?? brings?.[0]?.thirdPartyId;
  return id === undefined ? undefined : BigInt(id);
}

function sorted(texts: readonly string[]): string {
  return [...texts].sort().join(", ");
}
