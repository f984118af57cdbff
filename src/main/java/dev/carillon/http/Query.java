package dev.carillon.http;

import dev.carillon.topic.InvalidEncoding;
import dev.carillon.topic.PercentEncoding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The query of a request's target, such as {@code since=k3x9f2ab:42&last=3}. Only what is asked for is judged: names that
 * nobody asks for mean nothing, whatever their values are.
 */
public final class Query {
    /** Its value is never shown. */
    private static final String TOKEN = "token";

    private static final Query NONE = new Query(List.of());

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads nothing yet but where its parts begin.
     *
     * @param target as it came over the wire, each byte a character
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
     * All values of {@code name}, in their order; one without an equals sign is empty.
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
     * The value of {@code name}, where it is there.
     *
     * @throws InvalidQuery when it is there more than once, or is not percent-encoded UTF-8
     */
    public Optional<String> value(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            throw new InvalidQuery("expected " + name + " once in the query, but was " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    /** A name and its value, as they came. */
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
