import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLanguage } from '../../src/language/index.js';
import { runs } from '../support/runs.js';

const letters: Readonly<Record<string, string>> = {
  en: 'Dear Professor, I would like to apply for the PhD position in your group. During my master thesis I worked on Sinkhorn divergences and their gradients. My CV and transcript are attached.',
  de: 'Sehr geehrte Frau Professorin, hiermit bewerbe ich mich um die ausgeschriebene Promotionsstelle. In meiner Masterarbeit habe ich mich mit optimalem Transport und Gradient Flows beschäftigt.',
  fr: 'Madame, Monsieur, je souhaite candidater à la thèse en transport optimal proposée dans votre équipe. Mon mémoire de master portait sur les divergences de Sinkhorn.',
  es: 'Estimado profesor: le escribo para solicitar la plaza de doctorado en transporte óptimo. En mi trabajo de fin de máster estudié las divergencias de Sinkhorn y sus gradientes.',
  zh: '尊敬的教授，您好！我想申请贵组的博士职位。我的硕士论文研究 Sinkhorn divergence 和 Wasserstein gradient flow，附件是我的简历和成绩单。',
  pt: 'Prezado professor, escrevo para me candidatar à vaga de doutorado em transporte ótimo. Na minha dissertação de mestrado estudei as divergências de Sinkhorn e não tenho publicações.',
  it: 'Gentile professore, le scrivo per candidarmi alla posizione di dottorato in trasporto ottimo. Nella mia tesi magistrale ho studiato le divergenze di Sinkhorn e i loro gradienti.',
  ja: '先生、博士課程の募集に応募したくご連絡いたしました。修士論文では最適輸送とその勾配流について研究しました。履歴書と成績証明書を添付いたします。どうぞよろしくお願いいたします。またご返信をお待ちしております。',
};

describe('detectLanguage', () => {
  it.each(Object.entries(letters))('%s', (language, text) => {
    expect(detectLanguage(text).language).toBe(language);
  });

  it.each([
    ['nothing', ''],
    ['a greeting', 'Hallo zusammen!'],
    ['a link', 'https://example.org/lebenslauf/der/herren/professoren/und/so/weiter/und/so/fort/bis/es/reicht'],
    ['two lines of titles', 'Stability of optimal transport maps. NeurIPS 2024. Sinkhorn flows. ICML 2023.'],
    ['a Chinese name under an English line', 'My CV is attached. Best, 王小明'],
    ['numbers', '1234567890 '.repeat(50)],
  ])('%s is not sure', (_, text) => {
    const found = detectLanguage(text);
    expect(found.language).toBeNull();
    expect(found.detail).not.toBe('');
  });

  it('does not take names and addresses for words', () => {
    const signature = '\nhttps://www.beispiel.example.org/der/die/das\nada@universitaet-der-kuenste.example.org';
    expect(detectLanguage(letters.en + signature.repeat(3)).language).toBe('en');
  });

  it('takes any text in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(detectLanguage(text).detail).not.toBe('');
      }),
      { numRuns: runs(300) },
    );
    const before = performance.now();
    detectLanguage('Sehr geehrte Damen und Herren '.repeat(100_000));
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
