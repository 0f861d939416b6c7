import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchemas, ruleFileType, schemaComment } from '../../src/rules/index.js';
import { defaultRuleFiles } from '../support/rules.js';

const folder = fileURLToPath(new URL('../../rules/schema/', import.meta.url));
const yamlFiles = defaultRuleFiles.filter((file) => file.path.endsWith('.yaml'));

describe('the JSON Schemas', () => {
  it('that are committed are those of the schemas that check the rules (npm run triage -- rules schema rules)', () => {
    const committed = new Map(readdirSync(folder).map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]));
    expect([...committed.keys()].sort()).toEqual([...jsonSchemas().keys()].sort());
    for (const [name, text] of jsonSchemas()) expect(committed.get(name), name).toBe(text);
  });

  it.each(yamlFiles.map((file) => file.path))('are named in the first line of %s', (path) => {
    const file = yamlFiles.find((one) => one.path === path);
    expect(file?.text.split('\n')[0]).toBe(schemaComment(path));
    const named = /\$schema=(\S+)/.exec(file?.text ?? '')?.[1] ?? '';
    expect(new URL(named, `file:///rules/${path}`).pathname).toBe(`/rules/schema/${ruleFileType(path)?.name}.json`);
  });

  it('take the default rules, and refuse what the program refuses', () => {
    const schemas = jsonSchemas();
    for (const { path, text } of yamlFiles) {
      const json = JSON.parse(schemas.get(`${ruleFileType(path)?.name}.json`) ?? '{}');
      const schema = z.fromJSONSchema(json);
      const value = parse(text) as Record<string, unknown>;
      expect(schema.safeParse(value).error?.issues ?? [], path).toEqual([]);
      expect(schema.safeParse({ ...value, nobodyKnowsThis: 1 }).success, path).toBe(false);
      expect(schema.safeParse({ ...value, version: 2 }).success, path).toBe(false);
    }
  });

  it('tell what keys are for', () => {
    expect(jsonSchemas().get('topic.json')).toContain('words are compared by their stems');
  });
});
