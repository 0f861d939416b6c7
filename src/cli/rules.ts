import type { Command } from 'commander';
import { addReplay, addRulesApply } from './rules-apply.js';
import { addRulesCheck } from './rules-check.js';
import { addRulesDiff } from './rules-diff.js';
import { addRulesLearn } from './rules-learn.js';
import { addRulesLive } from './rules-live.js';

/** `triage rules …`: what the program looks for, changed without fear. */
export function addRules(program: Command): void {
  const rules = program.command('rules').description('check, compare, apply and roll back the rules');
  for (const add of [addRulesCheck, addRulesDiff, addRulesApply, addRulesLive, addRulesLearn]) add(rules);
  addReplay(program);
}
