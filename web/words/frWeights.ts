import { many } from "./many.ts";

/** What each fact weighs, and what the chance of an answer means. */
export const weights = {
  weights: {
    title: "Poids des indices",
    lead: "Ce que pèse chaque indice, en décibans : 10 vaut dix fois plus probable, 30 mille fois. Rien ne change avant que le passé ait été rejoué et le changement enregistré.",
    see: "Poids des indices",
    program: "Le dossier suit les poids du programme.",
    own: (version: string) => `Le dossier a ses propres poids, version ${version}.`,
    heads: { fact: "Indice", program: "Programme", inForce: "En vigueur", wanted: "Nouveau poids" },
    for: "Pour une réponse",
    against: "Contre une réponse",
    prior: "Départ",
    priorHelp: "avant tout indice",
    weightOf: (fact: string) => `Nouveau poids : ${fact}`,
    bounds: (least: string, most: string) => `Un nombre entier de décibans, de ${least} à ${most}.`,
    submitHelp:
      "Rejoue toutes les lignes déjà vues avec ces poids, et montre ce qui changerait. Rien n'est écrit.",
    submit: "Rejouer sur le passé",
    propose: "Proposer d'après les décisions",
    toProgram: "Reprendre ceux du programme",
    proposed: (decisions: number) =>
      `Proposés d'après ${many(decisions, "décision", "décisions")} : réponses acceptées, refusées, contrôlées ou reprises. Les poids qui n'y figurent pas restent. Regardez le rejeu avant d'enregistrer.`,
    tooFew: (decisions: number, least: number) =>
      `${many(decisions, "décision", "décisions")} de personnes, il en faut ${least} pour proposer des poids.`,
    versions: "Versions",
    noVersion: "Aucune version enregistrée.",
    versionHeads: { version: "Version", what: "Poids changés", by: "Enregistrée" },
    backToProgram: "ceux du programme",
    chance: "Ce que vaut la chance annoncée",
    chanceLead:
      "Sur ce dossier : la chance que la machine donnait à sa première réponse, et combien de fois une personne l'a retenue. Le même tableau, sur des lignes dont la réponse est connue, est dans docs/matching.md.",
    chanceHeads: {
      band: "Chance, à partir de",
      answers: "Lignes décidées",
      said: "Annoncée en moyenne",
      right: "Retenue",
    },
    noChance: "Aucune ligne décidée par une personne encore.",
    rightTitle:
      "Chance que cette réponse soit la bonne, d'après les indices pour et contre elle et d'après les autres.",
    explained: (chance: string) =>
      `Chance d'être juste : ${chance}, d'après tous ses indices et ceux des autres réponses.`,
    explainedMore: "Ce que vaut ce chiffre",
    answerHead: "Chance",
  },
};
