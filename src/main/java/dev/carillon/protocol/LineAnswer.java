package dev.carillon.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The answer to one line of a post, as its client reads it.
 *
 * @param line its number; empty if the whole request ends
 * @param error the message about a line that was not published, or not to all of its topics
 */
public record LineAnswer(OptionalLong line, Optional<String> error) {
    private static final String ANSWER = "an answer to a line";

    /** Unambiguous: a quote within a JSON string is escaped, so this can be only the name of a field. */
    private static final String ERROR = "\"error\":";

    /**
     * Reads one line of the answers.
     *
     * @throws InvalidJson when the line is not an answer
     */
    public static LineAnswer read(String json) throws InvalidJson {
        CommandFields fields = fields(json, Set.of("line", "error"));
        Optional<Field> error = fields.find("error");
        return new LineAnswer(
                number(fields),
                error.isPresent()
                        ? Optional.of(message(error.get()))
                        : Optional.of(json).filter(LineAnswer::fails));
    }

    /** Whether an answer contains an error. Few do, and the others need not be parsed. */
    public static boolean fails(String json) {
        return json.contains(ERROR);
    }

    private static OptionalLong number(CommandFields fields) throws InvalidJson {
        Optional<Field> line = fields.find("line");
        if (line.isEmpty()) {
            return OptionalLong.empty();
        }
        String digits = new String(line.get().verbatim(), UTF_8);
        if (!digits.matches("\\d{1,18}")) {
            throw InvalidJson.because(ANSWER, "line was " + Field.shortened(digits));
        }
        return OptionalLong.of(Long.parseLong(digits));
    }

    private static String message(Field error) throws InvalidJson {
        return fields(new String(error.verbatim(), UTF_8), Set.of("message"))
                .find("message")
                .filter(Field::isString)
                .map(Field::string)
                .orElseThrow(() -> InvalidJson.because(ANSWER, "its error has no message"));
    }

    private static CommandFields fields(String json, Set<String> known) throws InvalidJson {
        CommandFields fields = new CommandFields(json.getBytes(UTF_8), known);
        fields.read();
        return fields;
    }
}
