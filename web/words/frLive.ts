import { many } from "./many.ts";

/** What is under way while a page is open, and the chart of the nights. */
export const live = {
  live: {
    idle: "À jour",
    reading: (files: string) => `En cours : ${many(files, "fichier à lire", "fichiers à lire")}`,
    studying: (lines: string) => `En cours : ${many(lines, "ligne à étudier", "lignes à étudier")}`,
    done: "Du nouveau est arrivé.",
    reload: "Actualiser",
  },
  nightChart: {
    title: (nights: string) => `Part des lignes passées seules, ${many(nights, "nuit", "dernières nuits")}`,
    onlyOne: "Une seule nuit a apporté des lignes : la courbe se dessinera à partir de la deuxième.",
    spoken: (first: string, last: string) =>
      `Part des lignes passées seules, de ${first} la première nuit à ${last} la dernière. Les chiffres sont dans le tableau.`,
    figures: "Les chiffres",
    heads: { night: "Nuit du", lines: "Lignes nouvelles", posted: "Passées seules", share: "Part" },
  },
};
