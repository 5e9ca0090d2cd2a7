import { headerValues } from '../../lib/http';
import { bookAs } from '../../suites/vocabulary/requests';
import { aTarget } from '../target/fakes';

test('a plain booking is sent in the way of the request, with a token of ours and in the format of the target', async () => {
  const { target, client } = aTarget(() => ({ status: 201 }));
  const options = jest.fn(() => ({ headers: [['X-Odd', '1']] as const }));
  const booked = await bookAs(target, { name: 'oddly', why: 'It may.', rule: null, options } as never);
  expect(options).toHaveBeenCalledWith({ bearer: expect.stringMatching(/^Bearer \S+$/), format: 'json' });
  expect(client.lines).toEqual(['POST /Appointment']);
  expect(headerValues(client.sent[0]?.headers ?? [], 'X-Odd')).toEqual(['1']);
  expect(booked.sent).toMatchObject({ resourceType: 'Appointment', status: 'booked' });
});
