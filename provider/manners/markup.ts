/** A tag of XML, as it is written. */
export interface Tag {
  readonly tag: string;
  readonly name: string;
  readonly isEnd: boolean;
  readonly closesItself: boolean;
}

const TAG = /<(\/?)([A-Za-z][^\s/>]*)((?:\s+[^\s=>]+="[^"]*")*)\s*(\/?)>/g;

/** Rewrites the tags of a resource in XML, as the provider writes it, but for those of narratives, which are XHTML. */
export function outsideNarrative(text: string, rewrite: (tag: Tag) => string): string {
  let divsAround = 0;
  return text.replaceAll(
    TAG,
    (tag: string, slash: string, name: string, _attributes: string, end: string) => {
      const isEnd = slash !== '';
      const closesItself = end !== '';
      const isNarrative = divsAround > 0 || name === 'div';
      if (name === 'div' && !closesItself) divsAround += isEnd ? -1 : 1;
      return isNarrative ? tag : rewrite({ tag, name, isEnd, closesItself });
    },
  );
}

const PREFIX = 'fhir';

/** Gives the elements of FHIR a prefix, so that none of them is in the default namespace. */
export function inFhirNamespace(text: string): string {
  return outsideNarrative(text, ({ tag, name, isEnd }) => {
    const start = isEnd ? '</' : '<';
    const rest = tag
      .slice(start.length + name.length)
      .replace('xmlns="http://hl7.org/fhir"', `xmlns:${PREFIX}="http://hl7.org/fhir"`);
    return `${start}${PREFIX}:${name}${rest}`;
  });
}
