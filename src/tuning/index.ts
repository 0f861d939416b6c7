export { draftPosition, type PositionAnswers, type PositionDraft, positionId } from './draft-position.js';
export type { JudgedApplication } from './fit-weights.js';
export { gatherPast, type PastMessage } from './gather-past.js';
export { type Knob, knobName, knobsOf } from './knobs.js';
export { averagePrecision, type VerdictValue, wish } from './ranking.js';
export { type RuleStatistics, RuleStatisticsCounter } from './statistics.js';
export { suggestTerms, type TermSuggestion } from './suggest-terms.js';
export { suggestWeights, type WeightEdit, type WeightSuggestion } from './suggest-weights.js';
export { readVacancy, type Vacancy } from './vacancy.js';
