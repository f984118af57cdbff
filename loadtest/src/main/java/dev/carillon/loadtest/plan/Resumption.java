package dev.carillon.loadtest.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a subscriber that reconnects says what it has received: the values that it remembers from messages, and the
 * request that contains them. A name in braces stands for the value that is remembered under this name.
 *
 * @param remembered values to find in messages, in addition to the ids of an event stream
 * @param messages sent instead of the first messages
 * @param path requested instead of the path of the target
 * @param headers of the request, in addition to all others
 */
public record Resumption(
        List<Remembered> remembered,
        List<String> messages,
        Optional<String> path,
        List<Map.Entry<String, String>> headers) {
    /** The name under which the id of an event stream is stored. */
    public static final String ID = "id";

    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

    /**
     * A value to find in messages.
     *
     * @param before text before the value
     * @param name under which the value is remembered
     * @param behind character after the value; if empty, the value ends before the first character that is not a
     *     letter, a digit or {@code _}
     */
    public record Remembered(String before, String name, Optional<Character> behind) {

        /** Reads a form such as {@code "offset":{offset},}. */
        public static Remembered of(String text) {
            Matcher name = NAME.matcher(text);
            Require.that(
                    name.find() && name.start() > 0 && text.length() <= name.end() + 1,
                    "--remember must be text, a name in braces and at most one character,"
                            + " such as '\"offset\":{offset}', was '" + text + "'");
            Optional<Character> behind =
                    name.end() < text.length() ? Optional.of(text.charAt(name.end())) : Optional.empty();
            return new Remembered(text.substring(0, name.start()), name.group(1), behind);
        }
    }

    public Resumption {
        remembered = List.copyOf(remembered);
        messages = List.copyOf(messages);
        headers = List.copyOf(headers);
        Require.that(
                !messages.isEmpty() || path.isPresent() || !headers.isEmpty(),
                "--resume-message, --resume-path or --resume-header must say how a subscriber that reconnects requests"
                        + " what it missed");
    }

    /** The names of all values that the request needs, in alphabetical order. */
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        Stream.of(messages.stream(), path.stream(), headers.stream().map(Map.Entry::getValue))
                .flatMap(each -> each)
                .forEach(text -> NAME.matcher(text).results().forEach(found -> names.add(found.group(1))));
        names.remove("topic");
        return List.copyOf(names);
    }

    /** Throws IllegalArgumentException if the request needs no value, or a value that subscribers do not remember. */
    void requireKnown(boolean eventStreams) {
        for (String name : names()) {
            boolean known = remembered.stream().anyMatch(each -> each.name().equals(name));
            Require.that(
                    known || (eventStreams && name.equals(ID)),
                    "--remember must say where a subscriber finds {" + name + "}");
        }
        Require.that(
                !names().isEmpty(),
                "--resume-message, --resume-path or --resume-header must name in braces what a subscriber remembers,"
                        + " such as {id}");
    }

    /** The headers with values in place of names; {@code fill} replaces the names in a text. */
    public List<Map.Entry<String, String>> headers(UnaryOperator<String> fill) {
        return headers.stream()
                .map(header -> Map.entry(header.getKey(), fill.apply(header.getValue())))
                .toList();
    }
}
