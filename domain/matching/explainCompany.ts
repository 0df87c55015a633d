/** Facts that come from what people decided, and from what may post by itself: chips and sentences of explain.ts. */
export const COMPANY_FACTS = {
  name_learnt: {
    fr: {
      chip: "nom appris",
      sentence: "Une personne a déjà dit que « {token} » est ce client.",
    },
    en: { chip: "name learnt", sentence: "A person said before that “{token}” is this customer." },
  },
  refused_before: {
    fr: {
      chip: "déjà refusée",
      sentence: "Une personne a écarté ce client pour ce payeur il y a peu : la réponse ne passe plus seule.",
    },
    en: {
      chip: "refused before",
      sentence:
        "A person refused this customer for this payer not long ago: the answer no longer posts by itself.",
    },
  },
  posting_suspended: {
    fr: {
      chip: "passage suspendu",
      sentence: "Cette preuve ne passe plus seule : {wrong} erreurs sur {posts} passages.",
    },
    en: {
      chip: "posting suspended",
      sentence: "This evidence no longer posts by itself: {wrong} errors in {posts} posts.",
    },
  },
  usual_delay: {
    fr: {
      chip: "délai habituel",
      sentence: "Ce client paie d’ordinaire {days} jours après la facture, comme ici.",
    },
    en: {
      chip: "usual delay",
      sentence: "This customer usually pays {days} days after the invoice, as here.",
    },
  },
} as const;

/** Reasons that come from the rules of the company, its refusals and its error budget. */
export const COMPANY_REASONS = {
  rule_suggests: {
    fr: "Une règle convient : « {rule} ». Cette ligne a déjà été reprise, elle ne passe donc plus seule.",
    en: "A rule fits: “{rule}”. This line was taken back before, so it no longer posts by itself.",
  },
  rule_does_not_add_up: {
    fr: "Une règle convient, mais ses formules ne font pas le montant : « {rule} ».",
    en: "A rule fits, but its formulas do not make the amount: “{rule}”.",
  },
  all_refused: {
    fr: "Toutes les réponses trouvées ont été refusées pour cette ligne.",
    en: "Every answer that was found has been refused for this line.",
  },
  posting_suspended: {
    fr: "Passage automatique suspendu : {wrong} erreurs sur {posts} passages.",
    en: "Automatic posting suspended: {wrong} errors in {posts} posts.",
  },
} as const;
