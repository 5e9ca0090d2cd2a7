const LONGEST_NAME = 300;
/** The names of a pack. No other ones can mean something else on another system, or show as something else. */
const PART = /^[A-Za-z0-9._-]*[A-Za-z0-9_-]$/;

/**
 * Why a file of this path, with slashes between its parts, is not unpacked: it may come to lie elsewhere, or be taken for
 * another one; null when it may be.
 */
export function unsafeName(path: string): string | null {
  if (path.length > LONGEST_NAME) return `is longer than ${LONGEST_NAME} characters`;
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is an absolute path';
  const parts = path.split(/[/\\]/);
  if (parts.includes('..')) return 'leads out of the pack';
  if (path.includes('\\') || !parts.every((part) => PART.test(part)))
    return "is none that a pack has: they are made of letters, digits, '.', '_' and '-'";
  return null;
}

/** Tells of each path, one after the other, why it cannot stand beside the earlier ones; null when it can. */
export function clashes(): (path: string) => string | null {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  return (path) => {
    const parts = path.toLowerCase().split('/');
    const key = parts.join('/');
    const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const same = files.get(key);
    if (same === path) return 'is there twice';
    if (same !== undefined) return `differs from ${same} by nothing but capital letters`;
    const inTheWay = folders.get(key) ?? above.map((folder) => files.get(folder)).find(Boolean);
    if (inTheWay !== undefined) return `is a file and a folder (${inTheWay})`;
    const spelled = path.split('/');
    for (const [index, folder] of above.entries()) {
      const written = spelled.slice(0, index + 1).join('/');
      if ((folders.get(folder) ?? written) !== written)
        return `differs from ${folders.get(folder)} by nothing but capital letters`;
      folders.set(folder, written);
    }
    files.set(key, path);
    return null;
  };
}
