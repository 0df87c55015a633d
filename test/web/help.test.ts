import { expect, test } from "vitest";
import { addHelp } from "../../web/help.ts";

const help = {
  fields: { part: "Aide d'une part", name: "Un nom", "views.name": 'Un nom de "vue"' },
  buttons: { undo: "Annule", "split.gain": "En gain", "split.find": "Cherche", split: "Répartit" },
};

test("a field has the help of its name, first in its form; numbers in the name are those of things (S3.2)", () => {
  expect(addHelp('<input name="part-34">', help)).toBe(`<input name="part-34" title="Aide d'une part">`);
  const form = '<form action="/d/1/unpaid/views"><input name="name"></form><input name="name">';
  expect(addHelp(form, help)).toBe(
    '<form action="/d/1/unpaid/views"><input name="name" title="Un nom de &quot;vue&quot;"></form><input name="name" title="Un nom">',
  );
});

test("a button has the help of what it sends: by its value, its own address, or its form (S3.2)", () => {
  const form =
    '<form action="/d/1/lines/12/split#line-12"><button value="gain"><button formaction="/d/1/lines"><button>';
  expect(addHelp(form, help)).toBe(
    '<form action="/d/1/lines/12/split#line-12"><button value="gain" title="En gain"><button formaction="/d/1/lines" title="Cherche"><button title="Répartit">',
  );
});

test("what has a title, is hidden, or has no help in the list stays as it is", () => {
  const page =
    '<input type="hidden" name="name"><input name="name" title="x"><input name="other"><p title="y">';
  expect(addHelp(page, help)).toBe(page);
});
