import type { Words } from "./fr.ts";

export const password: Pick<Words, "password"> = {
  password: {
    title: "Change my password",
    link: "Change my password",
    intro: "Your other open sessions end; this one goes on.",
    mustChoose:
      "The password you were given only lets you in here. Choose your own, which nobody else knows.",
    present: "Present password",
    presentNote: "The one you sign in with.",
    presentFirst: "The one you were given.",
    next: "New password",
    nextNote: (least) => `At least ${least} characters. A sentence that you remember will do.`,
    again: "New password, a second time",
    againNote: "To rule out a slip.",
    save: "Change the password",
    saveHelp: "Replaces the password and ends your other sessions.",
    leave: "Keep the present one",
    done: "Your password is changed. Your other sessions have ended.",
    goOn: "Go on",
    renew: "New password",
    renewHelp:
      "Draws a password, shown once only, and ends this person’s sessions. They choose their own when they come in.",
    renewed: (name: string) => `Password of ${name}, shown this once only:`,
    firstUntil: (day: string) => `first password, good until ${day}`,
    firstOver: (day: string) => `first password, too old since ${day}`,
  },
};
