import { describe, expect, test } from "vitest";
import { adviceFor, codeOf } from "../../../domain/insurer/rejections.ts";
import { readSample } from "./files.ts";

describe("what a rejection means and what to do", () => {
  test.each([
    ["2900", "005", "already_paid", "find_payment"],
    ["0250", "050", "insured_unknown", "resubmit"],
    ["0450", "072", "exemption", "resubmit"],
    ["0460", "053", "prescriber", "resubmit"],
    ["0470", "049", "prescription", "resubmit"],
    ["0317", "051", "insurance_kind", "resubmit"],
  ])("is known by its published code: %s %s", (code, refinement, reason, action) => {
    expect(adviceFor({ code, refinement, label: "" })).toMatchObject({ knownBy: "code", reason, action });
  });

  test.each([
    ["DROITS FERMES", "rights_closed"],
    ["NIR INCONNU", "insured_unknown"],
    ["Déjà payé", "already_paid"],
    ["PRISE EN CHARGE ABSENTE", "prior_agreement"],
    ["DELAI DEPASSE", "time_limit"],
    ["CODE FICTIF - DROITS AMC FERMES", "complementary_rights"],
    ["ORGANISME DESTINATAIRE ERRONE", "wrong_insurer"],
    ["PIECE JUSTIFICATIVE ILLISIBLE", "supporting_document"],
    ["COTATION NGAP INCORRECTE", "pricing"],
  ])("is told by the words of its label where the code is not known: %s", (label, reason) => {
    expect(adviceFor({ code: "X001", label })).toMatchObject({ knownBy: "label", reason });
  });

  test("is shown as received when nothing tells", () => {
    const advice = adviceFor({ code: "7777", refinement: "123", label: "ZZZ" });
    expect(advice).toMatchObject({
      knownBy: "nothing",
      reason: "other",
      meaning: { fr: "7777 123 ZZZ", en: "7777 123 ZZZ" },
      action: "ask_insurer",
    });
  });

  test("is known for every rejection of the samples but none by chance", async () => {
    for (const path of ["rsp/rsp-580-rejets-signalements.rsp", "month/rsp.csv"]) {
      const { returns } = await readSample(path);
      const items = returns.flatMap((one) => one.items);
      for (const item of items) {
        if (item.kind !== "share") continue;
        for (const reason of [...item.rejections, ...item.flags]) {
          expect(adviceFor(reason).reason, codeOf(reason)).not.toBe("other");
        }
      }
    }
  });

  test("keeps French typography", () => {
    const known = ["0460 053", "0250 050", "2900 005"].map((code) => {
      const [first = "", refinement = ""] = code.split(" ");
      return adviceFor({ code: first, refinement, label: "" });
    });
    for (const { meaning, remedy } of known) {
      expect(`${meaning.fr} ${remedy.fr}`).not.toMatch(/'|[^\u00a0]:|[^\u202f][;!?]/);
    }
  });
});
