import { describe, expect, it } from 'vitest';
import { judge, makeApplication, makeCv, transcript } from '../support/applications.js';

/** The mails of this table were written in the middle of a season. */
const JANUARY = '2026-01-20T09:00:00.000Z';

const facts = (education: string, letter: string, date: string) =>
  judge(
    makeApplication([makeCv({ Education: education }), transcript], {
      date,
      text: `Dear Professor,\n\nI apply for the position. ${letter}\n\nAda Example`,
    }),
  );
const lacksThesis = (education: string, letter = '', date = JANUARY): boolean =>
  facts(education, letter, date).missing.includes('thesis');

describe('a master’s degree that is held asks for the thesis', () => {
  it.each([
    ['2021–2023  MSc Mathematics, University of Exampleton'],
    ['MSc Mathematics, University of Exampleton, 09/2023 – 11/2025'],
    ['MSc Statistics, Exampleton, 2021/22–2022/23, student assistant at the chair of analysis'],
    ['M.Sc. Statistics, 2021 – 2023\nCurrently ranked among the ten best theses of the department'],
    ['M.Eng. Control, University of Exampleton, 2019 - 2021'],
    ['M.E. in Computer Science, Exampleton Institute of Science, 2019-2021'],
    ['M.Stat., Statistical Institute of Exampleton, 2021-23'],
    ['MMath (four-year integrated), University of Exampleton, 2018-2022'],
    ['MPhil in Advanced Examples, 2023-24, distinction'],
    ['BS-MS Dual Degree in Mathematics, IISER Exampleton, 2018 - 2023'],
    ['Integrated B.Tech. + M.Tech., IIT Exampleton, 2018–2023'],
    ['Diplôme d’ingénieur, École des Exemples, 2020-2023'],
    ['2021–2023  Master 2 Mathématiques de la modélisation, mention bien'],
    ['DEA de probabilités, 2003'],
    ['Maîtrise en informatique, Université d’Exemple, 2021-2023'],
    ['Laurea magistrale in Matematica, Università di Esempio, 110/110 e lode, 2023'],
    ['LAUREA MAGISTRALE IN FISICA, 2020-2022'],
    ['Laurea Specialistica in Ingegneria, 2009'],
    ['Erstes Staatsexamen Mathematik und Physik, Universität Beispiel, 2022'],
    ['Diplom-Mathematikerin, TU Beispiel, 2008'],
    ['Magister der Philosophie, Universität Beispiel, 2019'],
    ['Máster Universitario en Estadística, 2021-2022'],
    ['Maestría en Matemáticas, CIMAT, 2020-2022'],
    ['Mestrado em Matemática Aplicada, 2019-2021'],
    ['Studia magisterskie, matematyka, 2020-2022'],
    ['Mgr. v odbore štatistika, 2021-2023'],
    ['Магистратура, прикладная математика, 2020–2022'],
    ['Магістр, прикладна математика, 2020–2022'],
    ['İstatistik Yüksek Lisans, Örnek Üniversitesi, 2020-2022'],
    ['Filosofian maisteri, matematiikka, 2022'],
    ['Civilingenjör, teknisk fysik, 2017-2022'],
    ['Cand.scient. i statistik, 2020-2022'],
    ['修士（工学）, 例大学, 2021年4月-2023年3月'],
    ['수학 석사, 예시대학교, 2021 - 2023'],
    ['2021.09 - 2024.06  示例大学  应用数学  硕士'],
    ['MA Mathematics, University of Exampleton, 2021'],
    ['PhD Mathematics, 2020 – 2024\nBSc Mathematics, 2016 – 2020'],
    ['Master of Science in Statistics (with Erasmus semester in Lund), 2021-2023'],
  ])('%s', (education) => {
    expect(lacksThesis(education)).toBe(true);
  });

  it.each([
    ['I hold an MSc in statistics from Exampleton (2022).'],
    ['I finished my MSc in 2023 and have worked as a data scientist since then.'],
    ['I am a data engineer since six years, MSc in informatics from Exampleton.'],
    ['With a master’s degree in physics and two years in industry, I look for a doctorate.'],
    ['Ich habe 2023 meinen Master in Mathematik abgeschlossen und arbeite seit zwei Jahren bei einer Versicherung.'],
    ['J’ai obtenu mon master en 2024.'],
    ['I graduated with a master’s in applied mathematics last summer.'],
  ])('also where only the letter says so: %s', (letter) => {
    expect(lacksThesis('Secondary school of Exampleton', letter)).toBe(true);
  });
});

describe('a master’s degree that is not held asks for none', () => {
  it.each([
    ['M2 Mathématiques appliquées, 2025–2026 (en cours)\nM1 Mathématiques appliquées, 2024–2025\nLicence, 2021–2024'],
    ['2023–2026  MSc Automation (defence April 2026)\n2020–2023  BSc Automation'],
    ['MSc Mathematics, University of Exampleton, 10/2023 – 03/2026'],
    ['MSc Mathematics, University of Exampleton, Oct 2023 – Mar 2026'],
    ['MSc Mathematics, 2024 – 2026'],
    ['MSc Mathematics, University of Exampleton, 2024/25 –\nBSc Mathematics, 2021-2024'],
    ['MSc Mathematics, since October 2024\nBSc Mathematics, 2021-2024'],
    ['MSc Mathematics, submission planned for February 2026'],
    ['2022 - 2023  MSc Physics, discontinued after two semesters\n2019 - 2022  BSc Physics'],
    ['2024 –   MSc Mathematics, ETH Exampleton\n2021 – 2024   BSc Mathematics'],
    ['Laurea magistrale in Matematica, Università di Esempio (in corso)\nLaurea triennale in Matematica, 2023'],
    ['Mestrado em Estatística, em andamento'],
    ['Магистратура, по настоящее время'],
    ['2024.09 - 至今  示例大学  硕士研究生'],
    ['B.Tech. Computer Science, IIT Exampleton, 2021-2025'],
    ['BSc Statistics, Boston University, Boston, MA  2020–2024'],
    ['Exchange semester, Master of Mathematics, University of Lund, 2024\nBSc Mathematics, 2021-2025'],
    ['Certified Scrum Master, 2022\nBSc Mathematics, 2018-2021'],
    ['BSc Mathematics, 2021–2024\nMaster-level courses in probability, 2024'],
    ['Licence de mathématiques, 2022–2025'],
    ['Diploma in Computer Applications, 2019\nBSc Computer Science, 2019-2022'],
  ])('%s', (education) => {
    expect(lacksThesis(education)).toBe(false);
  });

  it.each([
    ['I am finishing my master’s in statistics and will defend in April.'],
    ['I have finished my BSc and am now in the second year of my MSc.'],
    ['I expect to receive my MSc in July 2026.'],
    ['I am a master student in mathematics at Exampleton.'],
    ['Ich schließe im März meinen Master in Mathematik ab.'],
    ['Je suis actuellement en M2 à Exemple.'],
    ['My master’s thesis will be submitted in May 2026.'],
    ['In my PhD I want to work on transport.'],
    ['During my doctorate I would like to work with samples.'],
    ['Actualmente curso un máster en estadística.'],
    ['Sto finendo la laurea magistrale in matematica.'],
  ])('also where only the letter says so: %s', (letter) => {
    expect(lacksThesis('BSc Mathematics, University of Exampleton, 2020 - 2023', letter)).toBe(false);
  });

  it('where the letter says that it goes on, and the CV names only the year', () => {
    const cv = 'MSc Mathematics, University of Exampleton, 2023 – 2025';
    expect(lacksThesis(cv, 'I am about to finish my MSc.')).toBe(false);
    expect(lacksThesis(cv, 'I work on transport.')).toBe(true);
    expect(lacksThesis('MSc Mathematics, 2018 – 2020', 'I am about to finish my second MSc.')).toBe(true);
  });
});

describe('a doctorate', () => {
  it.each([
    ['In my PhD I want to draft a taxonomy.', []],
    ['In meiner Promotion möchte ich über Transport arbeiten.', []],
    ['Pendant mon doctorat je souhaite travailler sur le transport.', []],
    ['I am not enrolled in a doctorate, as my experience is equivalent to a PhD.', []],
    ['I have no publications from my PhD, which I finished in 2024.', [true]],
    ['I am a PhD student and want to visit your group.', [false]],
    ['I have finished my PhD and want to continue with transport.', [true]],
  ] as [string, boolean[]][])('that is wished for is none: %s', (letter, finished) => {
    const found = facts('BSc Mathematics, 2016 - 2019', letter, JANUARY).facts.degrees;
    expect(found.filter(({ level }) => level === 'doctorate').map((one) => one.finished)).toEqual(finished);
  });
});

describe('the end of a degree', () => {
  it.each([
    ['MSc Mathematics, 2024 – 2026', '2026-03-01', false],
    ['MSc Mathematics, 2024 – 2026', '2026-10-01', true],
    ['MSc Mathematics, 2024 – 2026, degree awarded', '2026-03-01', true],
    ['MSc Mathematics, 09/2023 – 09/2025', '2025-08-01', false],
    ['MSc Mathematics, 09/2023 – 09/2025', '2025-10-01', true],
    ['MSc Mathematics, 2023-09 – 2025-09', '2025-08-01', false],
    ['MSc Mathematics, September 2023 – Juni 2025', '2025-05-01', false],
    ['MSc Mathematics, septembre 2023 – juillet 2025', '2025-08-01', true],
    ['MSc Mathematics, 2023–25', '2024-12-01', false],
  ])('%s on %s', (education, date, finished) => {
    expect(facts(education, '', `${date}T09:00:00.000Z`).facts.degrees[0]?.finished).toBe(finished);
  });
});
