import { createPrivateKey, type KeyObject } from 'node:crypto';

/**
 * The private key in a text (PEM).
 *
 * @param passphrase opens it; null where none is set
 * @param named the setting of the passphrase, for the message
 * @throws Error with a plain sentence when there is no such key, or the passphrase does not open it
 */
export function privateKeyIn(pem: string, passphrase: string | null, named: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === null ? {} : { passphrase }) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (passphrase === null && /BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(pem))
      throw new Error(`the private key is encrypted; name its passphrase in ${named}`);
    if (/DECRYPT/.test(code ?? '')) throw new Error(`${named} does not open the private key`);
    throw new Error('the file holds no private key in PEM form that can be read');
  }
}
