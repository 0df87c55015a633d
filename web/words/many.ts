/** One or several, said with the figure. In French nothing is singular too. */
export function many(count: number | string, one: string, several: string): string {
  return `${count} ${["0", "1"].includes(String(count)) ? one : several}`;
}

export function manyEnglish(count: number | string, one: string, several: string): string {
  return `${count} ${String(count) === "1" ? one : several}`;
}
