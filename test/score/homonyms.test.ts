import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/domain/index.js';
import { cvText, judge, makeApplication } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';

/** A CV without any mathematics, so that nothing but the sentence speaks. */
const judgeAs = (field: string, sentence: string): Judgement =>
  judge(
    makeApplication([
      makeDocument(
        'CV.pdf',
        cvText({ Education: `B.Sc. in ${field}, University of Exampleton, 2018 - 2021`, 'Work experience': sentence }),
      ),
    ]),
  );

describe('another meaning of the word earns nothing', () => {
  it.each([
    [
      'optimal-transport',
      'Occupational Therapy',
      'As an OT I helped patients after a stroke; our OT team ran two clinics.',
    ],
    ['optimal-transport', 'Automation', 'I secured OT networks with SCADA systems and PLCs and joined IT/OT teams.'],
    ['optimal-transport', 'Business', 'Kept the records of shifts, OT and payroll for forty people.'],
    ['optimal-transport', 'Theology', 'Taught OT and New Testament at a seminary.'],
    ['optimal-transport', 'Logistics', 'I planned the optimal transport of goods by trucks for a supply chain.'],
    ['optimal-transport', 'Pharmacy', 'Organised the optimal transport of vaccines in a cold chain to health posts.'],
    ['robustness', 'Business', 'I have robust communication skills and enjoy teamwork.'],
    ['robustness', 'Civil Engineering', 'Designed robust concrete beams for bridges under high loads.'],
    ['robustness', 'Economics', 'All results come with robust standard errors.'],
    ['robustness', 'Software', 'Built robust microservices and a robust data pipeline for customers.'],
    ['robustness', 'Toxicology', 'Treated poisoning by carbon monoxide in the emergency room.'],
    ['unlearning', 'Management', 'Organisational unlearning helps managers to drop old routines.'],
    ['unlearning', 'Pedagogy', 'A workshop on unlearning habits for leadership in firms.'],
    ['unlearning', 'Psychology', 'Intentional forgetting of participants during sleep and memory consolidation.'],
    ['efficiency', 'Agriculture', 'Pruning of vines and trees in an orchard.'],
    ['trustworthiness', 'Law', 'Tax fairness and fairness of trade for sports clubs.'],
  ])('%s in %s: %s', (topic, field, sentence) => {
    const judgement = judgeAs(field, sentence);
    expect(judgement.scorecard.topics[topic]).toBe(0);
    expect(judgement.band).toBe('off-topic');
  });

  it('and the near miss says why', () => {
    const { evidence } = judgeAs(
      'Logistics',
      'I planned the optimal transport of goods by trucks for a supply chain.',
    ).scorecard;
    expect(evidence).toContainEqual(
      expect.objectContaining({ topic: 'optimal-transport', points: 0, note: expect.stringMatching(/meaning|near/) }),
    );
  });
});

describe('the word itself earns points', () => {
  it.each([
    ['optimal-transport', 'I implemented OT couplings with the Sinkhorn algorithm.'],
    ['optimal-transport', 'I proved that Wasserstein barycenters of measures are stable.'],
    ['optimal-transport', 'Schroedinger bridges between probability measures, with code.'],
    ['optimal-transport', 'I discretised MMD gradient flows of particles.'],
    ['optimal-transport', 'Monge-Kantorovich problems with quadratic cost.'],
    ['robustness', 'I trained classifiers that are certifiably robust under l2 perturbations.'],
    ['robustness', 'Adversarial training of neural networks against PGD attacks.'],
    ['robustness', 'Distributionally robust learning with ambiguity sets.'],
    ['robustness', 'Backdoor attacks on neural networks and how to find them.'],
    ['robustness', 'Jailbreaks of large language models and how to stop them.'],
    ['robustness', 'Robust reinforcement learning with worst-case policies.'],
    ['unlearning', 'Machine unlearning for classifiers.'],
    ['unlearning', 'Data deletion from trained models without retraining.'],
    ['unlearning', 'Concept erasure in text-to-image diffusion models.'],
    ['unlearning', 'I compared unlearning methods on the forget set and the retain set.'],
  ])('%s: %s', (topic, sentence) => {
    expect(judgeAs('Computer Science and Mathematics', sentence).scorecard.topics[topic]).toBeGreaterThan(0);
  });

  it('needs its letter case where it is an abbreviation', () => {
    expect(
      judgeAs('Mathematics', 'Not a lot of Wasserstein robots, but ot is lower case here.').scorecard.evidence.map(
        (one) => one.term,
      ),
    ).not.toContain('ot');
  });
});
