/** What is told of something wrong: what it is, and what to do about it. */
export type Sentence = { says: string; toDo: string };
