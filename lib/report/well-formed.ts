/** Half of a surrogate pair, which no UTF-8 can hold and not every reader of JSON takes. */
const SURROGATES = /\p{Cs}/gu;

/** A text with the replacement character in the place of each half of a surrogate pair. */
export const wellFormed = (text: string): string => text.replace(SURROGATES, '\ufffd');
