import type { NewKind } from './pages/rules/files.js';

/** A file to begin with; null when the name is none. What it still lacks is what the checks then say. */
export function newFile(kind: NewKind, name: string): { path: string; text: string } | null {
  const reply = kind === 'reply';
  if (!(reply ? /^[a-z][a-z0-9-]{0,50}(?:\.[a-z]{2})?$/ : /^[a-z][a-z0-9-]{0,58}$/).test(name)) return null;
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
  switch (kind) {
    case 'topic':
      return { path: `topics/${name}.yaml`, text: topic(name, title) };
    case 'position':
      return { path: `positions/${name}.yaml`, text: position(name, title) };
    case 'advert':
      return { path: `positions/${name}.vacancy.txt`, text: '' };
    case 'reply':
      return { path: `replies/${name}.liquid`, text: '' };
  }
}

const topic = (id: string, title: string): string => `# yaml-language-server: $schema=../schema/topic.json
version: 1
id: ${id}
title: ${title}
terms:
  - id: ${id}
    any: [${id.replaceAll('-', ' ')}]
examples:
  hit: []
  miss: []
`;

const position = (id: string, title: string): string => `# yaml-language-server: $schema=../schema/position.json
version: 1
id: ${id}
title: ${title}
seeks: phd
tags: [apply-${id}]
aliases: [${id}]
wording: []
topics:
  # - { id: a-topic, weight: 1 }
documents:
  - { type: cv }
acknowledge: { mode: draft, on: always }
`;
