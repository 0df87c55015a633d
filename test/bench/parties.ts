import { frenchAccountKey } from "../../domain/bank/accountKey.ts";
import { drawsFor, oneOf, shuffled } from "./random.ts";

/** A customer of the invented company. `index` names it; everything else follows from seed and index. */
export type Party = {
  index: number;
  patient: boolean;
  aux: string;
  name: string;
  /** His account, whether or not our books know it. */
  iban: string;
  ibanKnown: boolean;
};

const FIRST_NAMES =
  "Marie Jean Théo Aïcha Louis Nadia Hélène Paul Inès Karim Zoé Hugo Léa Omar Anne Marc Rose Yann Lucie Igor Nina Éric Sara Alain Julie Félix Mona Pierre".split(
    " ",
  );
const TRADES =
  "Transports Menuiserie Plomberie Traiteur Garage Ambulances Textiles Conseil Nettoyage Imprimerie Boulangerie Électricité Maçonnerie Pharmacie Optique Clinique Logistique Jardins".split(
    " ",
  );
const FORMS = ["SARL", "SAS", "EURL", "SCI", "SA"] as const;
const SYLLABLES = "ba che do fa gui ha jo ka lu ma no pe qui ro sa ti va zou bré cla dri fle gro pla".split(
  " ",
);

export const FUNDS = [..."ISERE NORD RHONE GIRONDE PARIS LOIRE SOMME VAR".split(" ")].map(
  (place) => `CPAM ${place}`,
);
export const MUTUALS = ["MUTUELLE DES ALPES", "HARMONIE FICTIVE", "SANTE PREVOYANCE", "MUTUELLE DU LITTORAL"];

/** One party in fifty bears the very name of the party before it: two people, two accounts, one name. */
export function isNamesake(index: number): boolean {
  return index % 50 === 49;
}

/** One in fifty bears the name of the party before it but for a letter at its end: a slip may mean either. */
export function isNearNamesake(index: number): boolean {
  return index % 50 === 29;
}

/** One in forty pays from the account of the party before it: a couple, a group of companies. */
export function sharesAccount(index: number): boolean {
  return index % 40 === 20;
}

export function partyAt(seed: number, index: number): Party {
  const alike = isNamesake(index) || isNearNamesake(index);
  const patient = index % 10 < 3 || (alike && (index - 1) % 10 < 3);
  const ownName = alike ? index - 1 : index;
  const draw = drawsFor(seed, "party", index);
  return {
    index,
    patient,
    aux: `C${String(index).padStart(7, "0")}`,
    name: `${patient ? personName(ownName) : firmName(ownName, oneOf(drawsFor(seed, "form", ownName), FORMS))}${isNearNamesake(index) ? "x" : ""}`,
    iban: ibanOf(sharesAccount(index) ? index - 1 : index),
    ibanKnown: sharesAccount(index) || sharesAccount(index + 1) || draw() < 0.7,
  };
}

/** Distinct for distinct parties: the number of the party is written in syllables. */
function personName(index: number): string {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? "";
  return `${first} ${inSyllables(index)}`;
}

function firmName(index: number, form: string): string {
  return `${form} ${TRADES[index % TRADES.length] ?? ""} ${inSyllables(index)}`;
}

function inSyllables(index: number): string {
  let rest = shuffled(SYLLABLES.length ** 4, index % SYLLABLES.length ** 4);
  let word = "";
  for (let at = 0; at < 4; at++) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? "";
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Bank codes from 90000 on belong to nobody. */
export function ibanOf(index: number): string {
  const bank = String(90_000 + (index % 9_000)).padStart(5, "0");
  const account = String(10_000_000 + index).padStart(11, "0");
  return frenchAccountKey({ bank, branch: "00001", account }, "EUR")?.iban ?? "";
}
