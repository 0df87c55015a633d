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
      "Sur ce dossier : la chance que la machine donnait à sa première réponse, et combien de fois une personne l'a retenue. Une chance bien dite se vérifie : de cent réponses annoncées à 90 %, une personne en retient quatre-vingt-dix.",
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
    help: "Comment lire ces chiffres",
    helpTexts: [
      "Un indice est une chose que la ligne de banque et une facture ont en commun, ou qui les oppose : un numéro lu, un nom, un IBAN, un montant. Son poids dit combien de fois on le voit plus souvent sur une bonne réponse que sur une mauvaise.",
      "Les poids s'additionnent. Le départ pèse contre toute réponse, car la bonne peut ne pas être parmi celles qu'on a trouvées. De la somme, comparée à celle des autres réponses de la ligne, vient la chance : deux réponses aussi bonnes l'une que l'autre ont au plus une chance sur deux.",
      "Les poids du programme ont été réglés tous ensemble, sur des lignes dont la réponse est connue. Aucune chance n'est annoncée plus haute que ce que ces lignes permettent de montrer : il n'y a donc jamais 100 %.",
      "Une réponse passe seule quand le risque d'erreur, un moins sa chance, tient dans la promesse du dossier, et qu'un indice nomme la facture ou le payeur, que le montant tombe juste et que rien de sérieux ne s'y oppose. Aucun poids ne dispense de ces conditions.",
      "Vos propres poids remplacent ceux du programme, indice par indice. Avant d'être enregistrés, ils sont rejoués sur toutes les lignes passées : vous voyez ce qui changerait, et quelles décisions de vos collègues ils auraient contredites. Une décision ancienne garde les poids avec lesquels elle a été prise.",
    ],
    explainedMore: "Ce que vaut ce chiffre",
    answerHead: "Chance",
  },
};
