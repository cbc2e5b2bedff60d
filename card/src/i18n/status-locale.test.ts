import { assert } from '@open-wc/testing';
import { createStatusLocale, STATUS_TEXTS, type StatusKey } from './status-locale.ts';

const slots = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(String).toSorted();

describe('the locale of the bridge’s own pages', () => {
  it('fills the same slots in every language, and leaves no sentence empty', () => {
    for (const texts of [STATUS_TEXTS.fr, STATUS_TEXTS.de]) {
      assert.deepEqual(Object.keys(texts), Object.keys(STATUS_TEXTS.en));
      for (const [key, sentence] of Object.entries(STATUS_TEXTS.en)) {
        const translated = texts[key as StatusKey];
        assert.notEqual(translated.trim(), '', key);
        assert.deepEqual(slots(translated), slots(sentence), key);
      }
    }
  });

  it('speaks the reader’s language where it is one of ours, and English otherwise', () => {
    const said = ['de-CH', 'fr', 'en-GB', 'rm', 'not a tag'].map((language) => {
      const { language: spoken, text, duration } = createStatusLocale(language);
      return [spoken, text('devices.title'), duration(7200).replace(/\s/, ' ')];
    });
    assert.deepEqual(said, [
      ['de', 'Geräte', '2 Stunden'],
      ['fr', 'Appareils', '2 heures'],
      ['en', 'Devices', '2 hours'],
      ['en', 'Devices', '2 hours'],
      ['en', 'Devices', '2 hours'],
    ]);
  });

  it('counts as each language does: none is one in French, and many in English and German', () => {
    const said = ['en', 'fr', 'de'].map((language) => {
      const { count } = createStatusLocale(language);
      return [0, 1, 2].map((n) => count('device.refused', n));
    });
    assert.deepEqual(said, [
      ['0 values refused', '1 value refused', '2 values refused'],
      ['0 valeur refusée', '1 valeur refusée', '2 valeurs refusées'],
      ['0 Werte abgelehnt', '1 Wert abgelehnt', '2 Werte abgelehnt'],
    ]);
  });

  it('joins names as its language does', () => {
    assert.strictEqual(createStatusLocale('de').list(['Küche', 'Flur', 'Bad']), 'Küche, Flur und Bad');
  });
});
