package dev.carillon.log;

import dev.carillon.publication.InvalidMessageId;
import dev.carillon.publication.MessageId;
import java.util.Optional;

/** Where a subscription begins. */
public sealed interface Start {
    /** The largest count of {@link Last}. */
    int LAST_MAX = 10_000;

    Start LIVE = new Live();

    /** Starts with the next publication, after the newest publication of each topic that has a last value. */
    record Live() implements Start {}

    /** Starts with the first remembered publication after this one. */
    record Since(MessageId id) implements Start {}

    /**
     * Starts with the newest remembered publications.
     *
     * @param count 1 to {@link #LAST_MAX}, over all topics of the subscription together
     */
    record Last(int count) implements Start {
        public Last {
            if (count < 1 || count > LAST_MAX) {
                throw new InvalidStart("expected last from 1 to " + LAST_MAX + ", but was " + count);
            }
        }
    }

    /**
     * Reads the start from the parameters of a request.
     *
     * @throws InvalidStart if a value is invalid, or both are present
     */
    static Start of(Optional<String> since, Optional<String> last) {
        if (since.isPresent() && last.isPresent()) {
            throw new InvalidStart("expected since or last, but were both");
        }
        return since.<Start>map(text -> since("since", text))
                .or(() -> last.map(Start::last))
                .orElse(LIVE);
    }

    /**
     * Starts after the publication with the id {@code text}.
     *
     * @param name the name of the parameter in the request
     * @throws InvalidStart if the text is not an id
     */
    static Since since(String name, String text) {
        try {
            return new Since(MessageId.parse(text));
        } catch (InvalidMessageId invalid) {
            throw new InvalidStart(name + ": " + invalid.getMessage());
        }
    }

    private static Start last(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new InvalidStart("expected last from 1 to " + LAST_MAX + ", but was '" + MessageId.shown(text) + "'");
        }
        return new Last(Integer.parseInt(text));
    }
}
