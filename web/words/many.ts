/** One or several, said with the figure. In French nothing is singular too. */
export function many(count: number | string, one: string, several: string): string {
  return `${grouped(count, "\u00a0")}\u00a0${["0", "1"].includes(String(count)) ? one : several}`;
}

export function manyEnglish(count: number | string, one: string, several: string): string {
  return `${grouped(count, ",")}\u00a0${String(count) === "1" ? one : several}`;
}

/** A bare number in groups of three; a text is written already. */
function grouped(count: number | string, mark: string): string {
  return typeof count === "string" ? count : String(count).replace(/\B(?=(\d{3})+$)/g, mark);
}
