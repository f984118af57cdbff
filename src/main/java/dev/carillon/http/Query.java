package dev.carillon.http;

import dev.carillon.topic.InvalidEncoding;
import dev.carillon.topic.PercentEncoding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The query of a request target, such as {@code since=k3x9f2ab:42&last=3}. Only requested names are checked; other
 * names and their values are ignored.
 */
public final class Query {
    /** Its value must not appear in an error text. */
    private static final String TOKEN = "token";

    private static final Query NONE = new Query(List.of());

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * Finds the parts of the query without decoding them.
     *
     * @param target as received, each byte as one character
     */
    public static Query of(String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? NONE
                : new Query(Arrays.stream(target.substring(mark + 1).split("&", -1))
                        .map(Parameter::of)
                        .toList());
    }

    /**
     * All values of {@code name} in order; a parameter without an equals sign has an empty value.
     *
     * @throws InvalidQuery when one of them is not percent-encoded UTF-8
     */
    public List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.isCalled(name))
                .map(parameter -> parameter.decoded(name))
                .toList();
    }

    /**
     * The value of {@code name}, if present.
     *
     * @throws InvalidQuery when the name is present more than once, or its value is not percent-encoded UTF-8
     */
    public Optional<String> value(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw new InvalidQuery("expected " + name + " once in the query, but was " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** A name and its value, not decoded. */
    private record Parameter(String name, String value) {
        static Parameter of(String text) {
            int equals = text.indexOf('=');
            return equals < 0
                    ? new Parameter(text, "")
                    : new Parameter(text.substring(0, equals), text.substring(equals + 1));
        }

        boolean isCalled(String wanted) {
            try {
                return PercentEncoding.decode(name).equals(wanted);
            } catch (InvalidEncoding unreadable) {
                return false;
            }
        }

        String decoded(String wanted) {
            try {
                return PercentEncoding.decode(value);
            } catch (InvalidEncoding invalid) {
                String was = wanted.equals(TOKEN) ? "something else" : String.valueOf(invalid.getMessage());
                throw new InvalidQuery("expected " + wanted + " as percent-encoded UTF-8, but was " + was);
            }
        }
    }
}
