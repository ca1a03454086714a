import { joinEdges, type Edge } from '../../../domain/duplicate-search/join.ts';

const edge = (first: number, second: number, tier: Edge['tier'] = 'certain', score = 0.995): Edge => ({
  first,
  second,
  score,
  tier,
});
const join = (edges: Edge[], apart: [number, number][] = []) => {
  const { clusters, left } = joinEdges(edges, (one, other) =>
    apart.some((pair) => pair.includes(one) && pair.includes(other)),
  );
  return {
    clusters: clusters.map(({ members, tier }) => `${members.join(' ')}: ${tier}`),
    left: left.map(({ first, second }) => `${first} ${second}`),
  };
};

test('certain pairs that share a record are one cluster', () => {
  expect(join([edge(4, 5), edge(1, 2), edge(2, 3)])).toEqual({
    clusters: ['1 2 3: certain', '4 5: certain'],
    left: [],
  });
});

test('a cluster in which two records must stay apart is split at its weakest pair', () => {
  expect(
    join([edge(1, 2, 'certain', 0.999), edge(2, 3, 'certain', 0.991), edge(3, 4, 'certain', 0.998)], [[1, 4]]),
  ).toEqual({
    clusters: ['1 2: certain', '3 4: certain'],
    left: ['2 3'],
  });
});

test('a suggestion makes a cluster, or lowers the tier of one', () => {
  expect(join([edge(1, 2), edge(2, 3, 'likely', 0.9), edge(5, 6, 'unsure', 0.2)])).toEqual({
    clusters: ['1 2 3: likely', '5 6: unsure'],
    left: [],
  });
});

test('a suggestion inside a cluster stays with it', () => {
  expect(join([edge(1, 2), edge(2, 3), edge(1, 3, 'likely', 0.9)])).toEqual({ clusters: ['1 2 3: certain'], left: [] });
});

test('a suggestion never brings records together that must stay apart', () => {
  expect(join([edge(1, 2), edge(3, 4), edge(2, 3, 'likely', 0.9)], [[1, 4]])).toEqual({
    clusters: ['1 2: certain', '3 4: certain'],
    left: ['2 3'],
  });
});

test('what is not even likely adds nothing to a cluster', () => {
  expect(join([edge(1, 2), edge(2, 3, 'unsure', 0.2)])).toEqual({ clusters: ['1 2: certain'], left: ['2 3'] });
});

test('the likely suggestions come first, and of them the strongest', () => {
  const apart: [number, number][] = [
    [1, 3],
    [2, 4],
  ];
  expect(join([edge(2, 3, 'likely', 0.7), edge(1, 2, 'likely', 0.8)], apart).left).toEqual(['2 3']);
  expect(join([edge(1, 2, 'unsure', 0.3), edge(2, 3, 'likely', 0.7)], apart).left).toEqual(['1 2']);
  expect(join([edge(2, 3, 'likely', 0.7), edge(1, 2, 'unsure', 0.3)], apart).left).toEqual(['1 2']);
  expect(
    join([edge(2, 5, 'likely', 0.7), edge(2, 3, 'likely', 0.7), edge(1, 2, 'likely', 0.7)], apart).clusters,
  ).toEqual(['1 2 5: likely']);
});

test('more than ten records are one large cluster for a person, and no suggestion makes one', () => {
  const chain = Array.from({ length: 11 }, (_, place) => edge(place, place + 1));
  expect(join(chain, [[0, 11]])).toEqual({ clusters: ['0 1 2 3 4 5 6 7 8 9 10 11: unsure'], left: [] });
  expect(join([...chain.slice(0, 9), edge(9, 20, 'likely', 0.9)]).left).toEqual(['9 20']);
});
