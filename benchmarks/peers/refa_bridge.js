// refa's finite automata as a contender. Lines in and out as `wire.py` has them.
'use strict';
const { NFA, DFA, ENFA, CharSet, FAIterators, getIntersectionIterator } = require('refa');
const MAX = 0x10ffff;
const MOST_NODES = 2e6;
const options = { maxCharacter: MAX };
const nodes = kind => new kind.LimitedNodeFactory(MOST_NODES);
const known = new Map();

function readTerm(words) {
  let at = 0;
  const number = () => Number(words[at++]);
  const many = () => Array.from({ length: number() }, term);
  function term() {
    const tag = words[at++];
    switch (tag) {
      case 'S': return { tag, ranges: Array.from({ length: number() }, () => ({ min: number(), max: number() })) };
      case 'C': case 'A': case 'I': return { tag, items: many() };
      case 'N': return { tag, items: [term()] };
      case 'R': { const min = number(), max = number(); return { tag, min, max: max < 0 ? Infinity : max, items: [term()] }; }
      case 'U': return { tag, name: words[at++] };
      default: throw new Error(`no term: ${tag}`);
    }
  }
  return term();
}

const plain = t => t.tag === 'S' || (!'INU'.includes(t.tag) && t.items.every(plain));

// What refa reads itself: the tree of a regular expression.
const concatenation = t => ({ type: 'Concatenation', elements: t.tag === 'C' ? t.items.map(element) : [element(t)] });
function element(t) {
  switch (t.tag) {
    case 'S': return { type: 'CharacterClass', characters: CharSet.empty(MAX).union(t.ranges) };
    case 'C': return { type: 'Alternation', alternatives: [concatenation(t)] };
    case 'A': return { type: 'Alternation', alternatives: t.items.map(concatenation) };
    default: return { type: 'Quantifier', min: t.min, max: t.max, lazy: false, alternatives: [concatenation(t.items[0])] };
  }
}

function automaton(t) {
  if (t.tag === 'U') return known.get(t.name);
  if (plain(t)) return NFA.fromRegex({ type: 'Expression', alternatives: [concatenation(t)] }, options, undefined, nodes(NFA));
  if (t.tag === 'I') return t.items.map(automaton).reduce((a, b) => NFA.fromIntersection(a, b, nodes(NFA)));
  if (t.tag === 'N') return complement(t.items[0]);
  if (t.tag === 'A') return joined(t.items, (all, one) => all.union(one), () => ENFA.empty(options, nodes(ENFA)));
  if (t.tag === 'C') return joined(runs(t.items), (all, one) => all.append(one), () => ENFA.emptyWord(options, nodes(ENFA)));
  const one = ENFA.fromFA(automaton(t.items[0]), nodes(ENFA));
  one.quantify(t.min, t.max);
  return NFA.fromFA(one, nodes(NFA));
}
function joined(items, join, begin) {
  const all = begin();
  for (const item of items) join(all, automaton(item));
  return NFA.fromFA(all, nodes(NFA));
}
// The items of a sequence, those that refa reads itself in as few pieces as possible.
function runs(items) {
  const out = [];
  for (const item of items) {
    const last = out[out.length - 1];
    if (plain(item) && last && last.run) last.items.push(item);
    else out.push(plain(item) ? { tag: 'C', run: true, items: [item] } : item);
  }
  return out;
}
function complement(t) {
  const dfa = DFA.fromFA(automaton(t), nodes(DFA));
  dfa.complement();
  return dfa;
}

// The letters of a shortest word, or null. The last intersection is made on the way only, as refa recommends.
function word(t) {
  let iterator;
  if (t.tag === 'I' && t.items.length > 1) {
    const rest = t.items.length > 2 ? { tag: 'I', items: t.items.slice(0, -1) } : t.items[0];
    iterator = getIntersectionIterator(automaton(rest), automaton(t.items[t.items.length - 1]), MOST_NODES);
  } else {
    iterator = automaton(t).transitionIterator();
  }
  const path = FAIterators.shortestAcceptingPath(iterator, ([state]) => state);
  return path ? path.map(([, characters]) => characters.ranges[0].min) : null;
}

function answer(line) {
  const [order, ...words] = line.split(' ');
  try {
    if (order === 'let') {
      const dfa = DFA.fromFA(automaton(readTerm(words.slice(1))), nodes(DFA));
      dfa.minimize();
      known.set(words[0], NFA.fromFA(dfa, nodes(NFA)));
      return {};
    }
    const term = readTerm(words);
    const wall = process.hrtime.bigint(), cpu = process.cpuUsage();
    const found = word(term);
    const spent = process.cpuUsage(cpu);
    return { seconds: Math.min(Number(process.hrtime.bigint() - wall) / 1e9, (spent.user + spent.system) / 1e6), word: found };
  } catch (error) {
    return { failed: `${error.name}: ${error.message}` };
  }
}
require('readline').createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', line => console.log(JSON.stringify(answer(line))));
