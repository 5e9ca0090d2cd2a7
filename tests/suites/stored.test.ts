import { neverGivenVersion } from '../../suites/vocabulary/stored';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('a version id that an Appointment never had', () => {
  test.each([
    ['1', '1001'],
    ['20260302083000123', '20260302083001123'],
    ['9'.repeat(60), `1${'0'.repeat(57)}999`],
  ])('is a number where %s is one', (versionId, other) => {
    expect(neverGivenVersion(versionId)).toBe(other);
  });

  test.each(['1b4c8a52-0f0e-4c3e-9d56-2f8f6a1c7e10', 'v1', '', '9'.repeat(64)])(
    'is a UUID where %j is no number that could grow',
    (versionId) => {
      expect(neverGivenVersion(versionId)).toMatch(UUID);
      expect(neverGivenVersion(versionId)).not.toBe(neverGivenVersion(versionId));
    },
  );
});
