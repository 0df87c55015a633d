import { ofWhom } from "./elision.ts";
/** One's own password, and the one that an administrator gives. */
export const password = {
  password: {
    title: "Changer mon mot de passe",
    link: "Changer mon mot de passe",
    intro: "Vos autres sessions ouvertes se ferment ; celle-ci continue.",
    mustChoose:
      "Le mot de passe que vous avez reçu ne sert qu'à entrer ici. Choisissez le vôtre, que personne d'autre ne connaît.",
    present: "Mot de passe actuel",
    presentNote: "Celui avec lequel vous vous connectez.",
    presentFirst: "Celui que vous avez reçu.",
    next: "Nouveau mot de passe",
    nextNote: (least: number) => `Au moins ${least} signes. Une phrase que vous retenez convient.`,
    again: "Nouveau mot de passe, une seconde fois",
    againNote: "Pour écarter une faute de frappe.",
    save: "Changer le mot de passe",
    saveHelp: "Remplace le mot de passe et ferme vos autres sessions.",
    leave: "Garder l'actuel",
    done: "Votre mot de passe est changé. Vos autres sessions sont fermées.",
    goOn: "Continuer",
    renew: "Nouveau mot de passe",
    renewHelp:
      "Tire un mot de passe au sort, montré une seule fois, et ferme les sessions de cette personne. Elle choisira le sien en entrant.",
    renewed: (name: string) => `Mot de passe ${ofWhom(name)}, montré cette seule fois :`,
    firstUntil: (day: string) => `premier mot de passe, valable jusqu'au ${day}`,
    firstOver: (day: string) => `premier mot de passe, périmé depuis le ${day}`,
  },
};
