package dev.carillon.protocol;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.carillon.text.CheckedStacklessException;
import java.util.regex.Pattern;

/** Bytes that are not the expected JSON; the message contains the line and the column. */
public final class InvalidJson extends CheckedStacklessException {
    private static final long serialVersionUID = 1;

    /** The parser has a special exception for this, but does not always throw it. */
    private static final String TOO_SHORT = "Unexpected end-of-input";

    /** The parts of the parser's messages about its settings and sources, which are of use only to Java programmers. */
    private static final Pattern JARGON = Pattern.compile(": (?:enable|maybe) .*| \\(for .*]\\)|, from `[^`]*`");

    private InvalidJson(String message) {
        super(message);
    }

    /**
     * @param expected such as "one JSON value"
     */
    static InvalidJson because(String expected, String whatCame) {
        return new InvalidJson("expected " + expected + ", but " + whatCame);
    }

    /**
     * @param reached the parser's position, for errors without a place
     */
    static InvalidJson because(String expected, JsonProcessingException error, JsonLocation reached) {
        String place = place(error.getLocation() == null ? reached : error.getLocation());
        String problem = error.getOriginalMessage();
        if (problem.startsWith(TOO_SHORT)) {
            return because(expected, "the text ends at " + place);
        }
        return because(expected, "at " + place + ": " + JARGON.matcher(problem).replaceAll(""));
    }

    static String place(JsonLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
