// dk.brics.automaton as a contender. Lines in and out as `wire.py` has them; letters are those of `core.SixteenBits`.

import dk.brics.automaton.Automaton;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class Brics {
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    static final Map<String, Automaton> known = new HashMap<>();

    sealed interface Term permits Letters, Several, Not, Repeat, Name {}
    record Letters(char[] ends) implements Term {}
    record Several(char tag, List<Term> items) implements Term {}
    record Not(Term item) implements Term {}
    record Repeat(int min, int max, Term item) implements Term {}
    record Name(String name) implements Term {}

    static final class Reader {
        final String[] words;
        int at;

        Reader(String text) {
            words = text.split(" ");
        }

        int number() {
            return Integer.parseInt(words[at++]);
        }

        Term term() {
            String tag = words[at++];
            switch (tag) {
                case "S": {
                    char[] ends = new char[2 * number()];
                    for (int i = 0; i < ends.length; i++) ends[i] = (char) number();
                    return new Letters(ends);
                }
                case "C": case "A": case "I": {
                    int count = number();
                    List<Term> items = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) items.add(term());
                    return new Several(tag.charAt(0), items);
                }
                case "N":
                    return new Not(term());
                case "R": {
                    int min = number(), max = number();
                    return new Repeat(min, max, term());
                }
                case "U":
                    return new Name(words[at++]);
                default:
                    throw new IllegalArgumentException("no term: " + tag);
            }
        }
    }

    static Automaton automaton(Term term) {
        if (term instanceof Letters set) return letters(set);
        if (term instanceof Not not) return automaton(not.item()).complement();
        if (term instanceof Name name) return known.get(name.name());
        if (term instanceof Repeat repeat) {
            Automaton one = automaton(repeat.item());
            if (repeat.max() < 0) return repeat.min() == 0 ? one.repeat() : one.repeat(repeat.min());
            return repeat.min() == 0 && repeat.max() == 1 ? one.optional() : one.repeat(repeat.min(), repeat.max());
        }
        Several several = (Several) term;
        switch (several.tag()) {
            case 'C':
                return sequence(several.items());
            case 'A': {
                List<Automaton> branches = new ArrayList<>();
                for (Term item : several.items()) branches.add(automaton(item));
                return Automaton.union(branches);
            }
            default: {
                // a complement is best taken away from what is there already
                Automaton all = null;
                for (Term item : several.items()) {
                    if (all != null && item instanceof Not not) all = all.minus(automaton(not.item()));
                    else all = all == null ? automaton(item) : all.intersection(automaton(item));
                }
                return all;
            }
        }
    }

    static Automaton letters(Letters set) {
        if (set.ends().length == 2) return Automaton.makeCharRange(set.ends()[0], set.ends()[1]);
        List<Automaton> ranges = new ArrayList<>();
        for (int i = 0; i < set.ends().length; i += 2) ranges.add(Automaton.makeCharRange(set.ends()[i], set.ends()[i + 1]));
        return Automaton.union(ranges);
    }

    // Single letters that follow one another become one text, as in the library's own reader of regular expressions.
    static Automaton sequence(List<Term> items) {
        List<Automaton> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Term item : items) {
            if (item instanceof Letters set && set.ends().length == 2 && set.ends()[0] == set.ends()[1]) {
                text.append(set.ends()[0]);
                continue;
            }
            if (text.length() > 0) parts.add(Automaton.makeString(text.toString()));
            text.setLength(0);
            parts.add(automaton(item));
        }
        if (text.length() > 0) parts.add(Automaton.makeString(text.toString()));
        return Automaton.concatenate(parts);
    }

    static String answer(String line) {
        String[] order = line.split(" ", 2);
        try {
            if (order[0].equals("let")) {
                String[] named = order[1].split(" ", 2);
                Automaton language = automaton(new Reader(named[1]).term());
                language.minimize();
                known.put(named[0], language);
                return "{}";
            }
            Term term = new Reader(order[1]).term();
            long wall = System.nanoTime(), cpu = THREADS.getCurrentThreadCpuTime();
            String word = automaton(term).getShortestExample(true);
            double seconds = Math.min(System.nanoTime() - wall, THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
            StringBuilder letters = new StringBuilder();
            if (word == null) letters.append("null");
            else {
                for (char letter : word.toCharArray()) letters.append(letters.length() == 0 ? "[" : ", ").append((int) letter);
                letters.append(letters.length() == 0 ? "[]" : "]");
            }
            return "{\"seconds\": " + seconds + ", \"word\": " + letters + "}";
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError error) {
            return "{\"failed\": \"" + error.getClass().getSimpleName() + "\"}";
        }
    }

    static void serve() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line; (line = in.readLine()) != null; ) {
                System.out.println(answer(line));
                System.out.flush();
            }
        } catch (java.io.IOException error) {
            throw new java.io.UncheckedIOException(error);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        // the library recurses along its automata
        Thread thread = new Thread(null, Brics::serve, "serve", 1L << 29);
        thread.start();
        thread.join();
    }
}
