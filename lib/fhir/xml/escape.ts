/** Text as XML 1.0 can hold it: https://www.w3.org/TR/xml/#charsets. */

const NO_XML_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // As they are, a reader would take them for spaces.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** A text as the value of an attribute in double quotes. What XML has no form for becomes U+FFFD. */
export function attributeText(text: string): string {
  return text
    .replace(NO_XML_CHARACTER, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (each) => REFERENCES[each] ?? each);
}

/** A text as the name of an element. What FHIR never has in a name becomes `_`. */
export function elementName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_.-]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}
