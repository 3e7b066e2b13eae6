import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Prints what one JVM knows of characters, for pack.py: one record a line, fields parted by tabs.
 *
 * <p>Sets of code points are given by their boundaries (first member, first non-member after it, ...) in hexadecimal. The names that a JVM
 * accepts are found by trying every text of the constant pools of the classes that look them up.
 */
public final class Dump {
    private static final int END = Character.MAX_CODE_POINT + 1;
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        OUT.println("java\t" + Runtime.version().feature());
        properties(texts("/java/util/regex/CharPredicates"));
        predefined();
        scripts(texts("/java/lang/Character$UnicodeScript"));
        blocks(texts("/java/lang/Character$UnicodeBlock"));
        graphemes();
        for (int c = 0; c < END; c++) {
            if (Character.toUpperCase(c) != c) {
                OUT.println("upper\t" + Integer.toHexString(c) + "\t" + Integer.toHexString(Character.toUpperCase(c)));
            }
            if (Character.toLowerCase(c) != c) {
                OUT.println("lower\t" + Integer.toHexString(c) + "\t" + Integer.toHexString(Character.toLowerCase(c)));
            }
            if (Character.getName(c) != null) {
                OUT.println("name\t" + Integer.toHexString(c) + "\t" + Character.getName(c));
            }
        }
        OUT.flush();
    }

    /** Names of properties, by the way they are asked for, without and with CASE_INSENSITIVE. */
    private static void properties(Set<String> candidates) {
        Set<String> done = new TreeSet<>();
        for (String name : candidates) {
            if (!name.startsWith("In") && !name.startsWith("Is") && property("property", name, "\\p{" + name + "}")) {
                property("property-i", name, "(?i)\\p{" + name + "}");
            }
            // a case that no case-sensitive name has, and no name of a script
            String odd = swapped(name);
            String upper = name.toUpperCase(Locale.ROOT);
            if (compiled("\\p{" + odd + "}") != null || !done.add(upper)) {
                continue;
            }
            if (scriptOf(odd) == null && property("unicode", upper, "\\p{Is" + odd + "}")) {
                property("unicode-i", upper, "(?i)\\p{Is" + odd + "}");
            }
            if (property("posix", upper, "(?U)\\p{" + odd + "}")) {
                property("posix-i", upper, "(?iU)\\p{" + odd + "}");
            }
        }
    }

    private static void predefined() {
        for (String letter : new String[] {"d", "h", "s", "v", "w"}) {
            property("predefined", letter, "\\" + letter);
            property("predefined-unicode", letter, "(?U)\\" + letter);
        }
    }

    private static boolean property(String kind, String name, String pattern) {
        Pattern compiled = compiled(pattern);
        if (compiled == null) {
            return false;
        }
        Matcher matcher = compiled.matcher("");
        set(kind, name, c -> matcher.reset(Character.toString(c)).matches());
        return true;
    }

    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException unknown) {
            return null;
        }
    }

    private static void scripts(Set<String> candidates) {
        for (String name : candidates) {
            Character.UnicodeScript script = scriptOf(name);
            if (script != null) {
                OUT.println("script-name\t" + name.toUpperCase(Locale.ENGLISH) + "\t" + script);
            }
        }
        for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
            set("script", script.toString(), c -> Character.UnicodeScript.of(c) == script);
        }
    }

    private static Character.UnicodeScript scriptOf(String name) {
        try {
            return Character.UnicodeScript.forName(name);
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    private static void blocks(Set<String> candidates) {
        Set<String> known = new TreeSet<>();
        for (String name : candidates) {
            try {
                Character.UnicodeBlock block = Character.UnicodeBlock.forName(name);
                OUT.println("block-name\t" + name.toUpperCase(Locale.US) + "\t" + block);
                known.add(block.toString());
            } catch (IllegalArgumentException unknown) {
                continue;
            }
        }
        for (String name : known) {
            Character.UnicodeBlock block = Character.UnicodeBlock.forName(name);
            set("block", name, c -> Character.UnicodeBlock.of(c) == block);
        }
    }

    /** The classes of characters that make grapheme clusters: types with one letter or more, and parts of Indic conjuncts. */
    private static void graphemes() throws ReflectiveOperationException {
        Class<?> rules = internal("java.util.regex.Grapheme", "jdk.internal.util.regex.Grapheme");
        Method typeOf = opened(rules, "getType");
        int[] types = new int[END];
        for (int c = 0; c < END; c++) {
            types[c] = (Integer) typeOf.invoke(null, c);
        }
        for (Field field : rules.getDeclaredFields()) {
            String name = field.getName();
            boolean constant = Modifier.isStatic(field.getModifiers()) && field.getType() == int.class;
            if (constant && !name.contains("COUNT") && !name.endsWith("_TYPE") && !name.equals("SYLLABLE_BASE")) {
                field.setAccessible(true);
                int type = field.getInt(null);
                set("grapheme", name, c -> types[c] == type);
            }
        }
        Class<?> conjuncts = internal("jdk.internal.util.regex.IndicConjunctBreak");
        if (conjuncts != null) {
            for (String name : new String[] {"Consonant", "Linker", "Extend"}) {
                Method member = opened(conjuncts, "is" + name);
                boolean[] members = new boolean[END];
                for (int c = 0; c < END; c++) {
                    members[c] = (Boolean) member.invoke(null, c);
                }
                set("conjunct", name.toUpperCase(Locale.ROOT), c -> members[c]);
            }
        }
    }

    private static Class<?> internal(String... names) {
        for (String name : names) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException elsewhere) {
                continue;
            }
        }
        return null;
    }

    private static Method opened(Class<?> owner, String name) throws NoSuchMethodException {
        Method method = owner.getDeclaredMethod(name, int.class);
        method.setAccessible(true);
        return method;
    }

    private static void set(String kind, String name, IntPredicate member) {
        StringBuilder line = new StringBuilder(kind).append('\t').append(name).append('\t');
        boolean inside = false;
        for (int c = 0; c <= END; c++) {
            boolean is = c < END && member.test(c);
            if (is != inside) {
                line.append(Integer.toHexString(c)).append(' ');
                inside = is;
            }
        }
        OUT.println(line.toString().strip().equals(kind + "\t" + name) ? kind + "\t" + name + "\t" : line.toString().stripTrailing());
    }

    private static String swapped(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append((char) (Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))));
        return out.toString();
    }

    /** The texts in the constant pool of a class and its numbered companions (JVM Specification, 4.4). */
    private static Set<String> texts(String name) throws IOException {
        Set<String> out = new TreeSet<>();
        for (int n = 0; n < 10; n++) {
            try (InputStream stream = Object.class.getResourceAsStream(name + (n == 0 ? "" : "$" + n) + ".class")) {
                if (stream != null) {
                    constantPool(new DataInputStream(stream), out);
                }
            }
        }
        return out;
    }

    private static void constantPool(DataInputStream in, Set<String> out) throws IOException {
        in.readInt();
        in.readInt();
        int count = in.readUnsignedShort();
        for (int n = 1; n < count; n++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1:
                    String text = in.readUTF();
                    if (text.matches("[A-Za-z0-9_ -]+")) {
                        out.add(text);
                    }
                    break;
                case 5:
                case 6:
                    in.readLong();
                    n++;
                    break;
                case 7:
                case 8:
                case 16:
                case 19:
                case 20:
                    in.readUnsignedShort();
                    break;
                case 15:
                    in.readUnsignedByte();
                    in.readUnsignedShort();
                    break;
                default:
                    in.readInt();
            }
        }
    }
}
