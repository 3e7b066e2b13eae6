// Tries witnesses on the real thing. A line in is a text and regexes, all as hex of their UTF-16 units; a line out is
// the host that the connector client dials for the text as hex (- for none), then 1, 0 or ? for each regex.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.regex.Pattern;

public class Replay {
    static String text(String hex) {
        char[] units = new char[hex.length() / 4];
        for (int i = 0; i < units.length; i++) units[i] = (char) Integer.parseInt(hex.substring(4 * i, 4 * i + 4), 16);
        return new String(units);
    }

    static String hex(String text) {
        StringBuilder out = new StringBuilder();
        for (char unit : text.toCharArray()) out.append(String.format("%04x", (int) unit));
        return out.toString();
    }

    static String host(String url) {
        try {
            URI uri = URI.create(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return http && uri.getHost() != null && uri.getPort() <= 65535 ? hex(uri.getHost()) : "-";
        } catch (IllegalArgumentException refused) {
            return "-";
        }
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        System.out.println(System.getProperty("java.version"));
        for (String line; (line = in.readLine()) != null; ) {
            String[] words = line.split(" ", -1);
            String text = text(words[0]);
            StringBuilder out = new StringBuilder(host(text));
            for (int i = 1; i < words.length; i++) {
                char answer;
                try {
                    answer = Pattern.compile(text(words[i])).matcher(text).matches() ? '1' : '0';
                } catch (RuntimeException | StackOverflowError error) {
                    answer = '?';
                }
                out.append(' ').append(answer);
            }
            System.out.println(out);
        }
    }
}
