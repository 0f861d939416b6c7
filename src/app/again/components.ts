import type { PastEntry } from '../../store/index.js';

/**
 * Past messages in pieces of work: those that may go on with each other (by thread, by sender, by applicant, or because
 * the store holds them for one application) stay together and in order, whatever ruleset judges them.
 * @param entries oldest first
 * @param size messages a piece; more only where more belong together
 */
export function piecesOf(entries: readonly PastEntry[], size: number): string[][] {
  const parent = entries.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = index; parent[at] !== root; ) [at, parent[at]] = [parent[at] as number, root];
    return root;
  };
  const holders = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    for (const key of keysOf(entry)) {
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, index);
      else parent[rootOf(index)] = rootOf(holder);
    }
  }
  const groups = new Map<number, string[]>();
  for (const [index, entry] of entries.entries()) {
    const root = rootOf(index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [entry.id]);
    else group.push(entry.id);
  }
  const pieces: string[][] = [];
  let open: string[] = [];
  for (const group of groups.values()) {
    open.push(...group);
    if (open.length >= size) {
      pieces.push(open);
      open = [];
    }
  }
  if (open.length > 0) pieces.push(open);
  return pieces;
}

function keysOf(entry: PastEntry): string[] {
  const { account, sender, rfcMessageId, references, applicant, applicationId } = entry;
  const addresses = [sender, applicant.email?.toLowerCase() ?? null].filter((address) => address !== null);
  return [
    ...addresses.map((address) => `address ${address}`),
    ...[rfcMessageId, ...references].filter((id) => id !== null).map((id) => `thread ${account} ${id}`),
    ...(applicationId === null ? [] : [`application ${applicationId}`]),
  ];
}
