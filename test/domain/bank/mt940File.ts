/** Writes MT940 and MT942. Valid by default: a test changes what matters. */
type Movement = { dates?: string; mark?: string; amount?: string; rest?: string; information?: string[] };

export function movement(changes: Movement = {}): string {
  const { dates = "2606050605", mark = "C", amount = "12,50", rest = "NTRFNONREF" } = changes;
  const { information = ["VIR SEPA MARTIN"] } = changes;
  return [`:61:${dates}${mark}${amount}${rest}`, ...information.map((text) => `:86:${text}`)].join("\n");
}

/** One message: 100 euros, some lines, and a closing balance. */
export function message(closing: string, ...lines: string[]): string {
  return [...heading(), ":60F:C260604EUR100,00", ...lines, `:62F:C260605EUR${closing}`, "-", ""].join("\n");
}

export function intraday(...lines: string[]): string {
  return [...heading(), ":34F:EUR0,", ":13D:2606051200+0200", ...lines, "-", ""].join("\n");
}

export function heading(account = "90004008230001234567863"): string[] {
  return [":20:REL260605", `:25:${account}`, ":28C:107/1"];
}
