import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/domain/index.js';
import { cvText, judge, makeApplication } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';

const judgeSections = (sections: Record<string, string>): Judgement =>
  judge(makeApplication([makeDocument('CV.pdf', cvText(sections))]));

/** Serious people of other trades, whose works have the topics' words in every title and who once used a neural network. */
const TRADES: Record<string, Record<string, string>> = {
  'a rehabilitation engineer': {
    Education:
      'Ph.D. in Biomedical Engineering, University of Exampleton, 2020 - 2024\nThesis: Unlearning of compensatory gait after stroke',
    Publications:
      'A. Example, B. Sample. Robust estimation of knee angles from wearable sensors. Gait and Posture, 2023.\nA. Example. Heart attack or not: ECG triage by a small neural network. Journal of Cardiology, 2021.\nA. Example. Adversarial muscle pairs in spasticity. Journal of Electromyography, 2022.',
    Skills: 'Python (scikit-learn, Keras), MATLAB, SPSS',
  },
  'a plasma physicist': {
    Education:
      'M.Sc. in Fusion Engineering, University of Exampleton, 2020 - 2022\nThesis: Optimal transport barriers in a tokamak and robust confinement',
    Publications:
      'A. Example, B. Sample. Gradient flows of heat near transport barriers. Nuclear Fusion, 2023.\nA. Example. Robustness of confinement against pellets. Plasma Physics and Controlled Fusion, 2024.',
    Schools: 'Machine learning for fusion, online, three weeks',
    Skills: 'Fortran, Python, Gaussian processes',
  },
  'a structural engineer': {
    Education:
      'M.Sc. in Civil Engineering, University of Exampleton, 2019 - 2021\nThesis: Robustness of steel structures against sudden column loss',
    Publications:
      'A. Example. Certified robustness of bridges under seismic attack. Engineering Structures, 2022.\nA. Example. Worst-case loads and robust design of pavement. Journal of Bridge Engineering, 2023.',
    Skills: 'AutoCAD, Revit, Python, TensorFlow (basic)',
  },
  'a nurse scientist': {
    Education:
      'M.Sc. in Nursing Science, University of Exampleton, 2018 - 2020\nThesis: Unlearning outdated wound care: how wards forget',
    Publications:
      'A. Example. Unlearning and relearning in intensive care nursing. Nurse Education, 2021.\nA. Example. Robust teams in the hospital: defence against burnout. Nursing Inquiry, 2022.',
    Courses: 'Machine learning for health professionals (online)',
  },
  'a logistician': {
    Education:
      'M.Sc. in Supply Chain Management, University of Exampleton, 2018 - 2020\nThesis: Optimal transport of pharmaceuticals and robust warehousing',
    Publications:
      'A. Example. Transport plans for last mile deliveries under uncertainty of demand. Logistics Research, 2022.\nA. Example. Optimal matching of trucks and freight. Transport Policy, 2021.',
    Skills: 'SAP, Excel, Python, regression',
  },
  'a scholar of organisations': {
    Education:
      'Ph.D. in Management, University of Exampleton, 2019 - 2023\nThesis: Unlearning in organisations after a merger',
    Publications:
      'A. Example. Forgetting on purpose: organisational unlearning and leadership. Management Learning, 2022.\nA. Example. Robust leadership under adversarial takeovers. Journal of Strategy, 2023.',
    Skills: 'NVivo, SPSS, structural equation models',
  },
  'a marine biologist': {
    Education:
      'M.Sc. in Marine Biology, University of Exampleton, 2018 - 2020\nThesis: Larval transport and optimal settling of oysters',
    Publications:
      'A. Example. Poisoning of mussels by algae: attack and defence in the wild. Aquaculture, 2021.\nA. Example. Robust reefs under perturbations by storms. Coral Reefs, 2022.',
    Skills: 'R, ArcGIS, random forests',
  },
  'a lawyer': {
    Education:
      'Master of Laws (law school), University of Exampleton, 2018 - 2020\nThesis: The right to erasure before the courts',
    Publications:
      'A. Example. Adversarial proceedings and robust evidence. Journal of Criminal Law, 2021.\nA. Example. Deletion requests and their limits in archives. Law Review, 2022.',
    'Professional experience': 'Law firm: compliance of shops with data protection, lawsuits about deletion',
  },
  'a musician': {
    Education:
      'Master of Music (violin), University of Exampleton, 2018 - 2020\nThesis: Unlearning bad posture at the violin',
    Publications:
      'A. Example. Attack and release: the robust tone of an orchestra. Journal of Musicology, 2022.\nA. Example. Forgetting the score: memory on stage. Music Education, 2023.',
    Skills: 'Piano, choir, MIDI, Python',
  },
  'an electrochemist': {
    Education:
      'Ph.D. in Chemistry, University of Exampleton, 2019 - 2023\nThesis: Optimal ion transport in solid electrolytes',
    Publications:
      'A. Example. Catalyst poisoning and robust electrodes for fuel cells. Electrochimica Acta, 2021.\nA. Example. Charge transport maps of perovskite solar cells. Advanced Materials, 2022.',
    Skills: 'Python, MATLAB, Gaussian process regression',
  },
  'a network administrator': {
    Education: 'B.Sc. in Information Systems, University of Exampleton, 2015 - 2018',
    'Work experience':
      'Defended Active Directory against attacks by phishing; backdoors found in routers; incident response after poisoning of DNS caches\nRobust backup of OT networks (SCADA, PLCs)',
    Skills: 'Cisco, VMware, Python',
  },
  'a sports scientist': {
    Education:
      'M.Sc. in Sports Science, University of Exampleton, 2018 - 2020\nThesis: Unlearning of a wrong serve in tennis athletes',
    Publications:
      'A. Example. Robust defence and fast attack in handball. Journal of Sports Sciences, 2021.\nA. Example. Forgetting curves of motor skills in athletes. Motor Control, 2022.',
    Skills: 'R, deep learning course on Coursera',
  },
};

describe('the words of the topics in other trades', () => {
  it.each(Object.entries(TRADES))('%s fits nowhere', (_, sections) => {
    const { scorecard, band } = judgeSections(sections);
    const { 'optimal-transport': transport = 0, robustness = 0, unlearning = 0 } = scorecard.topics;
    expect({ transport, robustness, unlearning }).toEqual({ transport: 0, robustness: 0, unlearning: 0 });
    expect(band).toBe('off-topic');
  });
});

describe('a loose word that stands once', () => {
  const WORKS =
    'A. Example. Concept erasure in diffusion models. ICML 2024.\nA. Example, B. Sample. Unlearning for language models on retain sets. NeurIPS 2023.';
  const robustness = (works: string): number => judgeSections({ Publications: works }).scorecard.topics.robustness ?? 0;

  it.each([
    'A. Example. Auditing models after deletion by an attack on shadow models. SaTML 2024.',
    'A. Example. Finite-sample guarantees for a fairness test of language models. AISTATS 2024.',
  ])('is a hint where the work is on something else: %s', (title) => {
    expect(robustness(`${WORKS}\n${title}`)).toBeLessThan(40);
  });

  it('counts when the topic is named besides', () => {
    expect(
      robustness(`${WORKS}\nA. Example. An attack on shadow models and adversarial training against it. SaTML 2024.`),
    ).toBeGreaterThan(50);
  });
});
