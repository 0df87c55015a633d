/** "d'Anne", "de Claire", "d'Hubert": a mute h is as good as a vowel, a y before one is a consonant ("de Yann", "d'Yves"). */
export function ofWhom(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "");
  return /^([aeiouh]|y[^aeiou])/i.test(plain) ? `d'${name}` : `de ${name}`;
}
