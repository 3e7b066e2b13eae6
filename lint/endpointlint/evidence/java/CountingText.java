import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that counts how often it is read, and a match of it that can be run on a thread of its own.
 *
 * Compiled with `javac --release 11 -g:none`; the class file beside this one is what is loaded.
 */
public final class CountingText implements CharSequence, Runnable {
    private static final Error LIMIT = new Error("limit");

    private final char[] text;
    private final Pattern pattern;
    private final boolean find;
    private final long most;
    private long reads;
    private String outcome = "unfinished";

    public CountingText(Pattern pattern, char[] text, boolean find, long most) {
        this.pattern = pattern;
        this.text = text;
        this.find = find;
        this.most = most;
    }

    @Override
    public int length() {
        return text.length;
    }

    @Override
    public char charAt(int index) {
        if (++reads > most) throw LIMIT;
        return text[index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(text, start, end - start);
    }

    @Override
    public String toString() {
        return new String(text);
    }

    @Override
    public void run() {
        try {
            Matcher matcher = pattern.matcher(this);
            outcome = String.valueOf(find ? matcher.find() : matcher.matches());
        } catch (StackOverflowError error) {
            outcome = "overflow";
        } catch (Throwable error) {
            outcome = error == LIMIT ? "limit" : error.toString();
        }
    }

    public String outcome() {
        return outcome;
    }

    public long reads() {
        return reads;
    }
}
