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
 * How a subscriber that comes back says where it was: what it remembers of all that it receives, and what it then asks
 * with. A name in braces stands for what is remembered under it.
 *
 * @param remembered what to look for in messages, besides the ids of an event stream
 * @param messages sent in place of the first messages
 * @param path requested in place of the target's
 * @param headers of the request, besides all others
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
     * A text in messages.
     *
     * @param before the text before the value
     * @param behind the character behind it; without it the value ends at the first that is not a letter, digit or
     *     {@code _}
     */
    public record Remembered(String before, String name, Optional<Character> behind) {

        /** Reads {@code "offset":{offset},} and the like. */
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
                "--resume-message, --resume-path or --resume-header must say how a subscriber that comes back asks for"
                        + " what it missed");
    }

    /** All names that it needs to ask, in their order. */
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        Stream.of(messages.stream(), path.stream(), headers.stream().map(Map.Entry::getValue))
                .flatMap(each -> each)
                .forEach(text -> NAME.matcher(text).results().forEach(found -> names.add(found.group(1))));
        names.remove("topic");
        return List.copyOf(names);
    }

    /** Throws IllegalArgumentException where something is asked for that no subscriber can know. */
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

    /** The headers with what is remembered. */
    public List<Map.Entry<String, String>> headers(UnaryOperator<String> fill) {
        return headers.stream()
                .map(header -> Map.entry(header.getKey(), fill.apply(header.getValue())))
                .toList();
    }
}
